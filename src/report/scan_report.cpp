#include "report/scan_report.h"

#include <algorithm>
#include <ranges>
#include <set>
#include <utility>

namespace boltseal {

extern const ScanReport scan_text, scan_json, scan_sarif, scan_cyclonedx, scan_spdx, scan_html,
    scan_gitlab, scan_github;

std::span<const ScanReport* const> all_scan_reports() {
  static constexpr std::array all = {&scan_text, &scan_json, &scan_sarif,  &scan_cyclonedx,
                                     &scan_spdx, &scan_html, &scan_gitlab, &scan_github};
  return all;
}

const ScanReport* find_scan_report(std::string_view name) {
  const auto all = all_scan_reports();
  const auto found = std::ranges::find(all, name, &ScanReport::name);
  return found == all.end() ? nullptr : *found;
}

namespace {

template <class Matches>
std::array<std::size_t, 6> count_worst(Matches&& matches) {
  std::map<std::string_view, Rating> worst;
  for (const VulnerabilityMatch& match : matches) {
    Rating& rating = worst.try_emplace(match.id, match.rating).first->second;
    rating = std::max(rating, match.rating);
  }
  std::array<std::size_t, 6> counts{};
  for (const auto& [id, rating] : worst) ++counts[static_cast<std::size_t>(rating)];
  return counts;
}

}  // namespace

std::array<std::size_t, 6> count_by_rating(const std::vector<VulnerabilityMatch>& matches) {
  return count_worst(matches);
}

std::array<std::size_t, 6> count_by_rating(const ScanResult& result, std::size_t layer) {
  return count_worst(result.matches | std::views::filter([&](const VulnerabilityMatch& match) {
                       return result.inventory.packages[match.package].layer == layer;
                     }));
}

}  // namespace boltseal
