#include "advisories/version_interval.h"

#include <algorithm>
#include <optional>

#include "packages/versions/ordering.h"

namespace boltseal {
namespace {

using Kind = VersionEvent::Kind;

bool is_beginning(const VersionEvent& event) {
  return event.kind == Kind::introduced && (event.version == "0" || event.version.empty());
}

std::weak_ordering compare(const Ordering& ordering, const VersionEvent& a, const VersionEvent& b) {
  if (is_beginning(a) || is_beginning(b)) return is_beginning(b) <=> is_beginning(a);
  return *ordering.compare(a.version, b.version);
}

// Whether all of them can be compared with each other.
bool are_comparable(const Ordering& ordering, const std::vector<VersionEvent>& events) {
  return std::ranges::all_of(events, [&](const VersionEvent& event) {
    return is_beginning(event) || ordering.compare(event.version, event.version).has_value();
  });
}

using Intervals = std::vector<VersionInterval<std::string>>;

// Nothing from the highest limit on is affected. Where versions cannot be compared, the last one
// that is written bounds what has no end.
void bound(Intervals& intervals, const std::vector<VersionEvent>& limits,
           const Ordering* ordering) {
  if (ordering == nullptr || !are_comparable(*ordering, limits)) {
    if (intervals.empty() || intervals.back().end != IntervalEnd::never) return;
    intervals.back().end = IntervalEnd::before_limit;
    intervals.back().last = limits.back().version;
    return;
  }
  const auto is_less = [&](const VersionEvent& a, const VersionEvent& b) {
    return compare(*ordering, a, b) < 0;
  };
  const std::string& highest = std::ranges::max_element(limits, is_less)->version;
  const auto reaches = [&](const std::string& version) {
    const auto order = ordering->compare(version, highest);
    return order && *order >= 0;
  };
  std::erase_if(intervals, [&](const auto& interval) { return reaches(interval.introduced); });
  for (auto& interval : intervals) {
    const bool ends_there =
        interval.end == IntervalEnd::before_fix &&
        ordering->compare(interval.last, highest) == std::weak_ordering::equivalent;
    if (interval.end == IntervalEnd::never || (reaches(interval.last) && !ends_there)) {
      interval.end = IntervalEnd::before_limit;
      interval.last = highest;
    }
  }
}

}  // namespace

std::vector<VersionInterval<std::string>> intervals_of(const VersionRange& range,
                                                       std::string_view ecosystem) {
  std::vector<VersionEvent> events, limits;
  for (const VersionEvent& event : range.events) {
    // "*" is no limit.
    if (event.kind != Kind::limit) {
      events.push_back(event);
    } else if (event.version != "*") {
      limits.push_back(event);
    }
  }
  const Ordering* const ordering = ordering_of(ecosystem);
  if (ordering != nullptr && are_comparable(*ordering, events)) {
    std::ranges::stable_sort(events, [&](const VersionEvent& a, const VersionEvent& b) {
      return compare(*ordering, a, b) < 0;
    });
    // A version may end one interval and begin the next, or begin and end an empty one.
    bool is_open = false;
    for (std::size_t i = 0; i < events.size(); ++i) {
      std::size_t same = i + 1;
      while (same < events.size() && compare(*ordering, events[i], events[same]) == 0) ++same;
      const auto comes_first = [&](const VersionEvent& event) {
        return (event.kind == Kind::introduced) != is_open;
      };
      std::stable_partition(events.begin() + static_cast<std::ptrdiff_t>(i),
                            events.begin() + static_cast<std::ptrdiff_t>(same), comes_first);
      is_open = events[same - 1].kind == Kind::introduced;
      i = same - 1;
    }
  }

  std::vector<VersionInterval<std::string>> intervals;
  bool is_open = false;
  for (const VersionEvent& event : events) {
    if (event.kind == Kind::introduced) {
      if (is_open) continue;
      intervals.push_back(
          {is_beginning(event) ? std::string() : event.version, IntervalEnd::never, std::string()});
      is_open = true;
    } else if (is_open) {
      intervals.back().end =
          event.kind == Kind::fixed ? IntervalEnd::before_fix : IntervalEnd::at_last;
      intervals.back().last = event.version;
      is_open = false;
    }
  }
  if (!limits.empty()) bound(intervals, limits, ordering);
  return intervals;
}

}  // namespace boltseal
