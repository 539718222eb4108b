#pragma once

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

/// Gives findings the severities that the policy sets for their rules.
void set_severities(const Policy& policy, std::vector<ShownFinding>& findings);

/// A finding of allowance/invalid, for a comment that cannot be read. `place` is that of the
/// comment.
ShownFinding invalid_allowance(const Error& error, Place place);

/// The rules that speak of allowances themselves ("allowance/expired"). No profile has them: they
/// hold wherever allowances do.
std::span<const NamedRule> allowance_rules();
/// A rule of any kind; null when there is none of this name.
const NamedRule* find_any_rule(std::string_view id);

}  // namespace boltseal
