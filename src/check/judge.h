#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/inventory.h"
#include "rules/profile.h"

namespace boltseal {

using RuleSet = std::vector<const NamedRule*>;

/// The rules of a profile, or exactly those that were asked for. The checks of the Pod Security
/// Standards come in the order in which Kubernetes lists what it refuses.
RuleSet rules_of(AskedProfile profile, const std::vector<const NamedRule*>& only);

/// What the rules say of an inventory, its projects aside.
/// @param minor the version of the Pod Security Standards, for their checks.
/// @return how many questions stayed open because a value is unknown.
std::size_t judge(const Inventory& inventory, const RuleSet& rules, std::vector<Finding>& findings,
                  int minor = newest_minor);
std::size_t judge(const Project& project, const RuleSet& rules, std::vector<Finding>& findings);

}  // namespace boltseal
