#pragma once

#include <cstdint>
#include <string>

#include "model/image_reference.h"

namespace boltseal {

/// An image as something names it.
struct Image {
  enum class Role : std::uint8_t { base, run, copied_from };
  ImageReference reference;
  Role role = Role::run;
  std::string used_by;  ///< The workload or build.
  Origin site;          ///< The reference's bytes.
  /// Whether the project's policy lists its registry; unknown when nobody listed any.
  Truth is_from_trusted = Truth::unknown;
};

}  // namespace boltseal
