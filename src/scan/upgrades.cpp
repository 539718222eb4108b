#include "scan/upgrades.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "packages/versions/ordering.h"
#include "scan/ecosystem.h"

namespace boltseal {
namespace {

// Of two versions that mend something, the one that mends both.
const std::string& later_fix(const Package& package, const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return a.empty() ? b : a;
  const Ordering* const ordering = ordering_of(package);
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
