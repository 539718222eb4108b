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
  // The highest limit bounds what has no end.
  if (is_open && !limits.empty()) {
    const auto highest =
        ordering != nullptr && are_comparable(*ordering, limits)
            ? std::ranges::max_element(limits,
                                       [&](const VersionEvent& a, const VersionEvent& b) {
                                         return compare(*ordering, a, b) < 0;
                                       })
            : limits.end() - 1;
    intervals.back().end = IntervalEnd::before_limit;
    intervals.back().last = highest->version;
  }
  return intervals;
}

}  // namespace boltseal
