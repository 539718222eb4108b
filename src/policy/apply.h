#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "model/verdict.h"
#include "policy/policy.h"

namespace boltseal {

/// Takes the findings that an allowance covers out of `verdict.findings` into `verdict.accepted`,
/// the first allowance that covers one counting. An allowance past its end covers nothing and is a
/// finding of allowance/expired.
///
/// One that covers nothing is a finding of allowance/unused; one of a policy only where `whole`
/// says that the whole project was looked at. An allowance of rules that are not among `applied` is
/// left alone.
void apply_allowances(Verdict& verdict, const std::vector<Allowance>& allowances, Date today,
                      const std::vector<const NamedRule*>& applied, bool whole);

/// The severity that the policy sets for a rule; else the rule's own.
Severity severity_in(const Policy& policy, std::string_view rule, Severity own);
/// Gives a finding the severity that the policy sets for its rule.
void set_severity(const Policy& policy, ShownFinding& finding);

/// Allowances while the findings of one run are held against them.
class AllowanceUses {
 public:
  /// Borrowed.
  AllowanceUses(const std::vector<Allowance>& allowances, Date today)
      : allowances_(allowances), today_(today), uses_(allowances.size(), 0) {}

  using Test = std::function<bool(const Allowance& allowance)>;
  /// The first that covers a finding and has not ended; null when none does.
  const Allowance* find(const Test& covers);
  /// Findings of allowance/expired and allowance/unused, of those that this run `concerns`; of
  /// allowance/unused where nothing that was not looked at may need them.
  std::vector<ShownFinding> notices(const Test& concerns, const Test& may_be_unused) const;

 private:
  const std::vector<Allowance>& allowances_;
  const Date today_;
  std::vector<std::size_t> uses_;
};

/// Whether an allowance speaks of any of the rules that were applied.
bool is_about(const Allowance& allowance, std::span<const NamedRule* const> applied);

/// A finding of allowance/invalid, for a comment that cannot be read. `place` is that of the
/// comment.
ShownFinding invalid_allowance(const Error& error, Place place);

/// The rules that speak of allowances themselves ("allowance/expired"). No profile has them: they
/// hold wherever allowances do.
std::span<const NamedRule> allowance_rules();
/// A rule of any kind; null when there is none of this name.
const NamedRule* find_any_rule(std::string_view id);

}  // namespace boltseal
