#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/inventory.h"
#include "rules/rule.h"

namespace boltseal {

using RuleSet = std::vector<const NamedRule*>;

/// The rules of a profile, or exactly those that were asked for.
RuleSet rules_of(Profile profile, const std::vector<const NamedRule*>& only);

/// What the rules say of an inventory, its projects aside.
/// @return how many questions stayed open because a value is unknown.
std::size_t judge(const Inventory& inventory, const RuleSet& rules, std::vector<Finding>& findings);
std::size_t judge(const Project& project, const RuleSet& rules, std::vector<Finding>& findings);

}  // namespace boltseal
