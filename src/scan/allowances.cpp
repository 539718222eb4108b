#include "scan/allowances.h"

#include <string_view>
#include <utility>
#include <vector>

#include "policy/apply.h"

namespace boltseal {
namespace {

Acceptance acceptance_of(const Allowance& allowance) {
  return {allowance.reason, allowance.owner, allowance.until, allowance.place};
}

// Moves what `allowance_of` finds an allowance for; the rest stays in its order.
template <class Finding, class AllowanceOf, class Accept>
void part(std::vector<Finding>& findings, AllowanceOf allowance_of, Accept accept) {
  std::vector<Finding> left;
  for (Finding& finding : findings) {
    if (const Allowance* const by = allowance_of(finding)) {
      accept(std::move(finding), acceptance_of(*by));
    } else {
      left.push_back(std::move(finding));
    }
  }
  findings = std::move(left);
}

}  // namespace

void apply_allowances(const ScanOptions& options, ScanResult& result) {
  if (options.policy == nullptr || options.policy->allowances.empty()) return;
  const SystemInventory& inventory = result.inventory;
  AllowanceUses uses(options.policy->allowances, options.today);
  const std::string_view images[] = {inventory.subject, inventory.reference};
  const auto is_here = [&](const Allowance& allowance) { return allowance.admits_image(images); };

  part(
      result.matches,
      [&](const VulnerabilityMatch& match) {
        const Package& package = inventory.packages[match.package].package;
        std::vector<std::string_view> ids(match.aliases.begin(), match.aliases.end());
        ids.push_back(match.id);
        const std::string_view names[] = {package.name, package.source_name};
        return uses.find([&](const Allowance& allowance) {
          return is_here(allowance) && allowance.covers(ids, names);
        });
      },
      [&](VulnerabilityMatch match, Acceptance why) {
        result.accepted.push_back({std::move(match), std::move(why)});
      });
  part(
      result.practices,
      [&](const PracticeFinding& practice) {
        ShownFinding finding = practice.finding;
        if (!finding.place.path.empty()) finding.place.path.insert(0, "/");
        return uses.find([&](const Allowance& allowance) {
          return is_here(allowance) && allowance.covers(finding);
        });
      },
      [&](PracticeFinding practice, Acceptance why) {
        result.accepted_practices.push_back({std::move(practice), std::move(why)});
      });

  const std::vector<const NamedRule*> applied =
      result.has_practices ? rules_for_images(options.profile, options.policy)
                           : std::vector<const NamedRule*>();
  result.notices = uses.notices(
      [&](const Allowance& allowance) {
        return is_here(allowance) &&
               (allowance.vulnerabilities.empty() ? is_about(allowance, applied)
                                                  : result.has_advisories && result.examined > 0);
      },
      // One of a rule may be meant for files.
      [](const Allowance& allowance) {
        return !allowance.vulnerabilities.empty() || !allowance.images.empty();
      });
}

}  // namespace boltseal
