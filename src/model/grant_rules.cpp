#include "model/grant_rules.h"

#include <algorithm>
#include <array>
#include <string>

namespace boltseal {

bool is_built_in(const Grant& grant) {
  // kubernetes.io, "Using RBAC Authorization": Default roles and role bindings.
  static constexpr std::array<std::string_view, 5> names = {
      "ClusterRole/cluster-admin", "ClusterRoleBinding/cluster-admin", "ClusterRole/admin",
      "ClusterRole/edit", "ClusterRole/view"};
  return grant.name.find("/system:") != std::string::npos ||
         std::ranges::find(names, grant.name) != names.end();
}

const Item* find_item(const Items& items, std::initializer_list<std::string_view> names) {
  const auto found = std::ranges::find_if(items, [&](const Item& item) {
    return std::ranges::any_of(
        names, [&](std::string_view name) { return item.text.equals(name) == Truth::yes; });
  });
  return found == items.end() ? nullptr : &*found;
}

bool covers_group(const Grant& rule, std::string_view group) {
  if (!rule.resource_names.empty()) return false;
  return std::ranges::any_of(rule.api_groups, [&](const Item& item) {
    return item.text.equals(group) == Truth::yes || item.text.equals("*") == Truth::yes;
  });
}

bool is_wildcard(const Grant& rule) {
  return find_item(rule.verbs, {"*"}) != nullptr || find_item(rule.resources, {"*"}) != nullptr;
}

std::string where_it_holds(const Grant& grant) {
  return grant.name_space.empty() ? std::string() : " in namespace " + grant.name_space;
}

}  // namespace boltseal
