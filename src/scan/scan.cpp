#include "scan/scan.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "base/text.h"
#include "scan/allowances.h"

namespace boltseal {
namespace {

void describe(const LookupFile& advisories, ScanResult& result) {
  result.has_advisories = true;
  result.advisories_digest = advisories.digest();
  for (const AdvisorySource& source : advisories.sources()) {
    // KEV, EPSS, ends of life: what they add every day makes no advisory newer.
    if (source.affected == 0 || source.date.empty()) continue;
    result.advisories_date = std::max(result.advisories_date, source.date);
    std::string& oldest = result.oldest_advisories_date;
    if (oldest.empty() || source.date < oldest) oldest = source.date;
  }
}

// Which of its sources speak of what was looked up.
void note_sources(const LookupFile& advisories, const MatchResult& matched, ScanResult& result) {
  for (const AdvisorySource& source : advisories.sources()) {
    UsedSource used{source.name, source.date, {}};
    for (const auto& [ecosystem, feeds] : matched.sources) {
      if (feeds.contains(source.name)) used.ecosystems.push_back(ecosystem);
    }
    if (!used.ecosystems.empty()) result.sources.push_back(std::move(used));
  }
  std::ranges::sort(result.sources, {}, &UsedSource::name);
}

// What is known of an ecosystem is as new as the newest of the sources that speak of it.
std::map<std::string, std::string> dates_by_ecosystem(const ScanResult& result) {
  std::map<std::string, std::string> dates;
  for (const UsedSource& source : result.sources) {
    for (const std::string& ecosystem : source.ecosystems) {
      std::string& date = dates[ecosystem];
      date = std::max(date, source.date);
    }
  }
  return dates;
}

void check_age(const ScanOptions& options, ScanResult& result) {
  const auto days_since = [&](const std::string& day) -> std::optional<long> {
    const auto date = parse_date(day);
    if (!options.most_age || !date) return std::nullopt;
    const auto age = std::chrono::sys_days(options.today) - std::chrono::sys_days(*date);
    return age.count() > *options.most_age ? std::optional<long>(age.count()) : std::nullopt;
  };
  const auto add = [&](const std::string& what, const std::string& day, long days) {
    result.gaps.push_back({what,
                           "are of " + day + ", " + std::to_string(days) +
                               " days old; what was found since then is missing",
                           "get newer ones with: boltseal db update"});
  };
  if (const auto days = days_since(result.advisories_date)) {
    return add("the advisories", result.advisories_date, *days);
  }
  std::map<std::string, std::vector<std::string>> old;  // by day
  for (const auto& [ecosystem, day] : dates_by_ecosystem(result)) {
    if (days_since(day)) old[day].push_back(ecosystem);
  }
  for (const auto& [day, ecosystems] : old) {
    add("the advisories for " + join(ecosystems, ", "), day, *days_since(day));
  }
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
  if (options.policy != nullptr) result.policy = options.policy->digest;
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
  if (system) {
    result.support = support_of(*system, advisories ? &*advisories : nullptr, options.today);
  }
  result.has_practices = options.practices && can_judge(result.inventory);
  if (result.has_practices) {
    result.practices = judge_practices(result.inventory, options.profile, options.policy);
  }
  if (!options.vulnerabilities) {
    if (!result.has_practices) {
      result.gaps.push_back(
          {"practices", "are looked for in images and root file systems only", {}});
    }
    apply_allowances(options, result);
    return result;
  }
  if (const DistributionSupport& support = result.support; !support.ended.empty()) {
    result.gaps.push_back(
        {"what was found since " + support.ended,
         "is not in the advisories of " + system->title + ", whose security updates ended then" +
             (support.said_on.empty() ? "" : " (known on " + support.said_on + ")"),
         "build on a release that gets them"});
  }
  if (!advisories) {
    result.gaps.push_back({"vulnerabilities", "were not looked for: there are no advisories",
                           "get them with: boltseal db update, or name a file with --db"});
    apply_allowances(options, result);
    return result;
  }
  describe(*advisories, result);
  MatchResult matched = match(result.inventory, *advisories);
  note_sources(*advisories, matched, result);
  check_age(options, result);
  result.matches = std::move(matched.matches);
  result.examined = matched.examined;
  apply_allowances(options, result);
  if (options.only_fixed) {
    std::erase_if(result.matches, [](const VulnerabilityMatch& one) { return one.fixed.empty(); });
  }
  std::ranges::move(matched.gaps, std::back_inserter(result.gaps));
  return result;
}

}  // namespace boltseal
