#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/advisory.h"

namespace boltseal {

enum class IntervalEnd : std::uint8_t {
  never,         ///< All later versions, too.
  before_fix,    ///< `last` is the first version that is mended.
  at_last,       ///< `last` is the last that is affected.
  before_limit,  ///< `last` is not affected, and nothing is said of a fix.
};

/// Versions from `introduced` on, to where `end` says.
template <class Text>
struct VersionInterval {
  Text introduced;  ///< Empty: from the first version on.
  IntervalEnd end = IntervalEnd::never;
  Text last;

  friend auto operator<=>(const VersionInterval&, const VersionInterval&) = default;
};

/// The versions that a range means (OSV schema 1.7, "Evaluation"): its events are sorted by the
/// ecosystem's ordering; without one, or where they cannot be compared, they count as written.
std::vector<VersionInterval<std::string>> intervals_of(const VersionRange& range,
                                                       std::string_view ecosystem);

}  // namespace boltseal
