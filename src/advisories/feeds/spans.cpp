#include "advisories/feeds/spans.h"

#include <algorithm>

#include "base/text.h"

namespace boltseal::feeds {
namespace {

using Order = std::weak_ordering;

bool is_known(const std::string& version, const Ordering& ordering) {
  return version.empty() || ordering.compare(version, version).has_value();
}

bool are_known(const std::vector<Span>& spans, const Ordering& ordering) {
  return std::ranges::all_of(spans, [&](const Span& span) {
    return is_known(span.low, ordering) && is_known(span.high, ordering);
  });
}

// All that follows compares versions that are_known().

Order compare_lows(const Span& a, const Span& b, const Ordering& ordering) {
  if (a.low.empty() || b.low.empty()) return !a.low.empty() <=> !b.low.empty();
  const Order order = *ordering.compare(a.low, b.low);
  return order != 0 ? order : a.after_low <=> b.after_low;
}

Order compare_highs(const Span& a, const Span& b, const Ordering& ordering) {
  if (a.high.empty() || b.high.empty()) return a.high.empty() <=> b.high.empty();
  const Order order = *ordering.compare(a.high, b.high);
  return order != 0 ? order : a.with_high <=> b.with_high;
}

bool is_empty(const Span& span, const Ordering& ordering) {
  if (span.low.empty() || span.high.empty()) return false;
  const Order order = *ordering.compare(span.low, span.high);
  return order > 0 || (order == 0 && (span.after_low || !span.with_high));
}

// "1.2.4-0" after "1.2.3": nothing lies between them.
std::string next_semver(const std::string& version) {
  const std::string core = version.substr(0, version.find('+'));
  if (core.find('-') != core.npos) return core + ".0";
  const std::size_t dot = core.rfind('.');
  const auto last = parse_int(dot == core.npos ? core : core.substr(dot + 1));
  if (!last) return version;
  const std::string kept = dot == core.npos ? "" : core.substr(0, dot + 1);
  return kept + std::to_string(*last + 1) + "-0";
}

std::string next_after(const std::string& version, const Ordering& ordering) {
  if (ordering.name == "semver") return next_semver(version);
  if (version.find('-') != version.npos) return version;
  return version + (ordering.name == "packagist" ? "-p1" : ".0.1");
}

}  // namespace

std::optional<std::vector<Span>> outside(std::vector<Span> spans, const Ordering& ordering) {
  if (!are_known(spans, ordering)) return std::nullopt;
  std::erase_if(spans, [&](const Span& span) { return is_empty(span, ordering); });
  std::ranges::sort(spans,
                    [&](const Span& a, const Span& b) { return compare_lows(a, b, ordering) < 0; });
  std::vector<Span> gaps;
  const Span* reach = nullptr;  // Of those so far the one with the highest end.
  for (const Span& span : spans) {
    if (reach != nullptr && reach->high.empty()) break;
    Span gap{.high = span.low, .with_high = span.after_low};
    if (reach != nullptr) gap.low = reach->high, gap.after_low = reach->with_high;
    if (!span.low.empty() && !is_empty(gap, ordering)) gaps.push_back(std::move(gap));
    if (reach == nullptr || compare_highs(*reach, span, ordering) < 0) reach = &span;
  }
  if (reach == nullptr) return std::vector{Span{}};
  if (!reach->high.empty()) gaps.push_back({.low = reach->high, .after_low = reach->with_high});
  return gaps;
}

std::optional<std::vector<Span>> common(const std::vector<Span>& some,
                                        const std::vector<Span>& others, const Ordering& ordering) {
  constexpr std::size_t most = 10'000;
  if (!are_known(some, ordering) || !are_known(others, ordering)) return std::nullopt;
  if (some.size() * others.size() > most) return std::nullopt;
  std::vector<Span> both;
  for (const Span& a : some) {
    for (const Span& b : others) {
      const Span& low = compare_lows(a, b, ordering) < 0 ? b : a;
      const Span& high = compare_highs(a, b, ordering) < 0 ? a : b;
      Span shared{low.low, low.after_low, high.high, high.with_high};
      if (!is_empty(shared, ordering)) both.push_back(std::move(shared));
    }
  }
  return both;
}

std::vector<VersionRange> ranges_of(const std::vector<Span>& spans, const Ordering& ordering) {
  using enum VersionEvent::Kind;
  std::vector<VersionRange> ranges;
  for (const Span& span : spans) {
    VersionRange range;
    range.events.push_back({introduced, span.low.empty() ? "0"
                                        : span.after_low ? next_after(span.low, ordering)
                                                         : span.low});
    if (!span.high.empty()) {
      // "3.x" ends before "4.0.0-0", which mends nothing.
      const bool mended = !span.high.ends_with("-0");
      range.events.push_back({span.with_high ? last_affected : mended ? fixed : limit, span.high});
    }
    ranges.push_back(std::move(range));
  }
  return ranges;
}

}  // namespace boltseal::feeds
