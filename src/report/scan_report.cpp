#include "report/scan_report.h"

#include <algorithm>
#include <ranges>
#include <set>
#include <utility>

#include "packages/versions/ordering.h"

namespace boltseal {

extern const ScanReport scan_text, scan_json, scan_sarif, scan_cyclonedx, scan_spdx, scan_html,
    scan_gitlab;

std::span<const ScanReport* const> all_scan_reports() {
  static constexpr std::array all = {&scan_text, &scan_json, &scan_sarif, &scan_cyclonedx,
                                     &scan_spdx, &scan_html, &scan_gitlab};
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

namespace {

const Ordering* ordering_of_type(std::string_view type) {
  if (type == "deb" || type == "opkg") return find_ordering("dpkg");
  if (type == "alpm") return find_ordering("pacman");
  return find_ordering(type);  // rpm, apk
}

// Of two versions that mend something, the one that mends both.
const std::string& later_fix(const Package& package, const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return a.empty() ? b : a;
  const Ordering* const ordering = ordering_of_type(package.type);
  const auto order = ordering == nullptr ? std::nullopt : ordering->compare(a, b);
  return order && *order < 0 ? b : a;
}

}  // namespace

std::string newest_fix(const Package& package, std::span<const VulnerabilityMatch> matches) {
  std::string newest;
  for (const VulnerabilityMatch& match : matches) newest = later_fix(package, newest, match.fixed);
  return newest;
}

std::vector<Upgrade> upgrades_of(const ScanResult& result) {
  std::map<std::pair<std::string, std::string>, Upgrade> by_source;
  for (const VulnerabilityMatch& match : result.matches) {
    if (match.fixed.empty()) continue;
    const Package& package = result.inventory.packages[match.package].package;
    Upgrade& upgrade = by_source[{package.source_name, package.source_version}];
    upgrade.package = package.source_name;
    upgrade.version = package.source_version;
    upgrade.fixed = later_fix(package, upgrade.fixed, match.fixed);
    if (std::ranges::find(upgrade.names, package.name) == upgrade.names.end()) {
      upgrade.names.push_back(package.name);
    }
    upgrade.mends.push_back(&match);
  }
  std::vector<Upgrade> upgrades;
  for (auto& [key, upgrade] : by_source) {
    std::set<std::string_view> ids;
    for (const VulnerabilityMatch* const match : upgrade.mends) ids.insert(match->id);
    upgrade.vulnerabilities = ids.size();
    std::ranges::sort(upgrade.names);
    upgrades.push_back(std::move(upgrade));
  }
  std::ranges::stable_sort(upgrades, std::ranges::greater(), &Upgrade::vulnerabilities);
  return upgrades;
}

}  // namespace boltseal
