#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "model/grant.h"

namespace boltseal {

/// Whether a grant is a rule or binding that Kubernetes itself creates and mends: `system:…` and
/// the roles cluster-admin, admin, edit and view.
bool is_built_in(const Grant& grant);

/// The item of a list that is one of `names`; null when none is. A wildcard does not count: whoever
/// gives `*` is reported for that (access/wildcard).
const Item* find_item(const Items& items, std::initializer_list<std::string_view> names);

/// Whether a role's rule is about the API group ("" is the core group) and is not limited to single
/// objects by resourceNames.
bool covers_group(const Grant& rule, std::string_view group);

/// Whether a rule gives `*` as a verb or a resource, which access/wildcard reports.
bool is_wildcard(const Grant& rule);

/// " in namespace shop"; empty when the grant holds everywhere.
std::string where_it_holds(const Grant& grant);

}  // namespace boltseal
