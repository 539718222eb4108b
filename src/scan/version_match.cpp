#include "scan/version_match.h"

#include <algorithm>

namespace boltseal {

VersionAnswer answer(const AffectedRow& row, std::string_view version, const Ordering* ordering) {
  VersionAnswer said;
  const auto is_same = [&](std::string_view listed) {
    if (listed == version) return true;
    return ordering != nullptr &&
           ordering->compare(version, listed) == std::weak_ordering::equivalent;
  };
  said.is_affected = std::ranges::any_of(row.versions, is_same);
  if (ordering == nullptr) return said;
  for (const auto& interval : row.intervals) {
    if (!interval.introduced.empty()) {
      const auto order = ordering->compare(version, interval.introduced);
      if (!order) said.unparsable = interval.introduced;
      if (!order || *order < 0) continue;
    }
    if (interval.end != IntervalEnd::never) {
      const auto order = ordering->compare(version, interval.last);
      if (!order) said.unparsable = interval.last;
      if (!order || *order > 0 || (*order == 0 && interval.end != IntervalEnd::at_last)) continue;
    }
    said.is_affected = true;
    if (interval.end == IntervalEnd::before_fix) said.fixed = interval.last;
  }
  return said;
}

}  // namespace boltseal
