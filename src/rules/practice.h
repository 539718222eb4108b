#pragma once

#include <span>
#include <string_view>

namespace boltseal {

/// One of the thirteen practices that Boltseal exists for. Every rule belongs to one; `group` is
/// the first word of its id.
struct Practice {
  std::string_view group;
  std::string_view aim;  ///< In one line, without a full stop.
};

/// In the order in which they are always shown.
std::span<const Practice> all_practices();

}  // namespace boltseal
