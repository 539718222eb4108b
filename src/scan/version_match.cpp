#include "scan/version_match.h"

#include <algorithm>
#include <optional>

namespace boltseal {

namespace {

using Interval = VersionInterval<std::string_view>;

enum class Place : std::uint8_t { outside, inside, unknown };

Place place_of(std::string_view version, const Interval& interval, const Ordering& ordering,
               VersionAnswer& said) {
  if (!interval.introduced.empty()) {
    const auto order = ordering.compare(version, interval.introduced);
    if (!order) said.unparsable = interval.introduced;
    if (!order) return Place::unknown;
    if (*order < 0) return Place::outside;
  }
  if (interval.end == IntervalEnd::never) return Place::inside;
  const auto order = ordering.compare(version, interval.last);
  if (!order) said.unparsable = interval.last;
  if (!order) return Place::unknown;
  if (*order == 0) return interval.end == IntervalEnd::at_last ? Place::inside : Place::outside;
  return *order < 0 ? Place::inside : Place::outside;
}

// The fix that is later than all others; nothing when one of the intervals that hold a version has
// none.
std::optional<std::string_view> fix_of(std::string_view version, const AffectedRow& row,
                                       const Ordering& ordering, VersionAnswer& said) {
  std::string_view fix;
  for (const Interval& interval : row.intervals) {
    if (place_of(version, interval, ordering, said) != Place::inside) continue;
    said.is_affected = true;
    if (interval.end != IntervalEnd::before_fix) return std::nullopt;
    if (fix.empty() || *ordering.compare(fix, interval.last) < 0) fix = interval.last;
  }
  return fix;
}

}  // namespace

VersionAnswer answer(const AffectedRow& row, std::string_view version, const Ordering* ordering) {
  VersionAnswer said;
  const auto is_same = [&](std::string_view listed) {
    if (listed == version) return true;
    return ordering != nullptr &&
           ordering->compare(version, listed) == std::weak_ordering::equivalent;
  };
  const bool is_listed = std::ranges::any_of(row.versions, is_same);
  if (ordering != nullptr) {
    // What mends one interval may lie in another.
    std::optional<std::string_view> next = fix_of(version, row, *ordering, said);
    for (std::size_t i = 0; next && !next->empty() && i <= row.intervals.size(); ++i) {
      said.fixed = *next;
      VersionAnswer of_fix;
      next = fix_of(*next, row, *ordering, of_fix);
    }
    if (!next) said.fixed = {};
  }
  said.is_affected |= is_listed;
  return said;
}

}  // namespace boltseal
