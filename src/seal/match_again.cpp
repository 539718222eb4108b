#include "seal/match_again.h"

#include <algorithm>
#include <utility>

#include "packages/sbom/bom.h"
#include "scan/allowances.h"
#include "scan/fail_on.h"
#include "scan/match.h"

namespace boltseal {
namespace {

std::string newest_day(const LookupFile& advisories) {
  std::string newest;
  for (const AdvisorySource& source : advisories.sources()) {
    if (source.affected > 0) newest = std::max(newest, source.date);
  }
  return newest;
}

}  // namespace

bool is_newer(const LookupFile& advisories, const SealPredicate& seal) {
  return advisories.digest() != seal.advisories_digest &&
         newest_day(advisories) >= seal.advisories_date;
}

Result<std::vector<BrokenBy>> match_again(std::string_view sbom, const LookupFile& advisories,
                                          const Demands& demands) {
  auto bill = read_bom(sbom, "the sealed bill of materials");
  if (!bill) return std::unexpected(bill.error());
  ScanResult result;
  SystemInventory& inventory = result.inventory;
  inventory.kind = SystemInventory::Kind::bill_of_materials;
  inventory.subject = demands.image;
  inventory.distribution = bill->distribution;
  for (Package& package : bill->packages) inventory.packages.push_back({std::move(package), 0});
  MatchResult matched = match(inventory, advisories);
  result.has_advisories = true;
  result.examined = matched.examined;
  result.matches = std::move(matched.matches);
  ScanOptions options;
  options.policy = demands.policy;
  options.today = demands.today;
  apply_allowances(options, result);
  std::vector<BrokenBy> broken;
  for (const VulnerabilityMatch& each : result.matches) {
    if (!counts(each.rating, demands.book.fail_on)) continue;
    const Package& package = inventory.packages[each.package].package;
    std::string why =
        each.id + " (" +
        (each.rating == Rating::unknown ? "unrated" : std::string(name_of(each.rating))) +
        ") is known in " + package.name + " " + package.version;
    if (!each.fixed.empty()) why += ", mended in " + each.fixed;
    broken.push_back({Break::new_vulnerability, std::move(why)});
  }
  return broken;
}

}  // namespace boltseal
