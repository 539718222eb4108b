#include "scan/scan.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "packages/distribution.h"

namespace boltseal {
namespace {

std::string newest_date(const LookupFile& advisories) {
  std::string newest;
  for (const AdvisorySource& source : advisories.sources()) newest = std::max(newest, source.date);
  return newest;
}

void check_age(const ScanOptions& options, ScanResult& result) {
  const auto date = parse_date(result.advisories_date);
  if (!options.most_age || !date) return;
  const auto age = std::chrono::sys_days(options.today) - std::chrono::sys_days(*date);
  if (age.count() <= *options.most_age) return;
  result.gaps.push_back({"the advisories",
                         "are of " + result.advisories_date + ", " + std::to_string(age.count()) +
                             " days old; what was found since then is missing",
                         "boltseal db update"});
}

}  // namespace

Result<ScanResult> scan(const ScanOptions& options) {
  // First, so that a file that must not be trusted ends a scan before it began.
  std::optional<LookupFile> advisories;
  if (options.database != nullptr) {
    auto opened = LookupFile::of(options.database->bytes(), options.database_key,
                                 options.database->signatures());
    if (!opened) {
      opened.error().path = options.database->path();
      return std::unexpected(opened.error());
    }
    advisories.emplace(std::move(*opened));
  }
  auto inventory = take_inventory(options.inventory);
  if (!inventory) return std::unexpected(inventory.error());
  ScanResult result;
  result.inventory = std::move(*inventory);
  result.gaps = std::exchange(result.inventory.gaps, {});
  const auto& system = result.inventory.distribution;
  if (options.vulnerabilities && result.inventory.packages.empty()) {
    result.gaps.push_back({"the system",
                           system ? "has no package database that is known here"
                                  : "does not say what it is, and no package database was found",
                           {}});
  }
  result.unread = result.gaps.size();
  if (system) result.end_of_life = end_of_life_of(*system);
  result.has_practices = options.practices && can_judge(result.inventory);
  if (result.has_practices) result.practices = judge_practices(result.inventory, options.profile);
  if (!options.vulnerabilities) {
    if (!result.has_practices) {
      result.gaps.push_back(
          {"practices", "are looked for in images and root file systems only", {}});
    }
    return result;
  }
  if (!result.end_of_life.empty()) {
    result.gaps.push_back(
        {"what was found since " + result.end_of_life,
         "is not in the advisories of " + system->title + ", whose security updates ended then",
         "build on a release that gets them"});
  }
  if (!advisories) {
    result.gaps.push_back({"vulnerabilities", "were not looked for: there are no advisories",
                           "get them with: boltseal db update, or name a file with --db"});
    return result;
  }
  result.has_advisories = true;
  result.advisories_digest = advisories->digest();
  result.advisories_date = newest_date(*advisories);
  check_age(options, result);
  MatchResult matched = match(result.inventory, *advisories);
  result.matches = std::move(matched.matches);
  result.examined = matched.examined;
  if (options.only_fixed) {
    std::erase_if(result.matches, [](const VulnerabilityMatch& one) { return one.fixed.empty(); });
  }
  std::ranges::move(matched.gaps, std::back_inserter(result.gaps));
  return result;
}

}  // namespace boltseal
