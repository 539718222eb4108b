#include "report/scan_report.h"

#include <algorithm>
#include <set>
#include <utility>

#include "packages/versions/ordering.h"

namespace boltseal {

extern const ScanReport scan_text, scan_json;

std::span<const ScanReport* const> all_scan_reports() {
  static constexpr std::array all = {&scan_text, &scan_json};
  return all;
}

const ScanReport* find_scan_report(std::string_view name) {
  const auto all = all_scan_reports();
  const auto found = std::ranges::find(all, name, &ScanReport::name);
  return found == all.end() ? nullptr : *found;
}

std::array<std::size_t, 6> count_by_rating(const std::vector<VulnerabilityMatch>& matches) {
  std::array<std::size_t, 6> counts{};
  for (const VulnerabilityMatch& match : matches) ++counts[static_cast<std::size_t>(match.rating)];
  return counts;
}

namespace {

const Ordering* ordering_of_type(std::string_view type) {
  if (type == "deb" || type == "opkg") return find_ordering("dpkg");
  if (type == "alpm") return find_ordering("pacman");
  return find_ordering(type);  // rpm, apk
}

}  // namespace

std::vector<Upgrade> upgrades_of(const ScanResult& result) {
  std::map<std::pair<std::string, std::string>, Upgrade> by_source;
  for (const VulnerabilityMatch& match : result.matches) {
    if (match.fixed.empty()) continue;
    const Package& package = result.inventory.packages[match.package].package;
    Upgrade& upgrade = by_source[{package.source_name, package.source_version}];
    upgrade.package = package.source_name;
    upgrade.version = package.source_version;
    const Ordering* const ordering = ordering_of_type(package.type);
    const auto order = ordering != nullptr && !upgrade.fixed.empty()
                           ? ordering->compare(upgrade.fixed, match.fixed)
                           : std::nullopt;
    if (upgrade.fixed.empty() || (order && *order < 0)) upgrade.fixed = match.fixed;
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
