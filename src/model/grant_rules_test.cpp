#include "model/grant_rules.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

Items items(std::initializer_list<const char*> texts) {
  Items list;
  for (const char* text : texts) list.push_back({Text(text), {}});
  return list;
}

TEST(GrantRules, KnowsWhatKubernetesMakesItself) {
  Grant grant;
  for (const char* name : {"ClusterRole/system:node", "ClusterRole/admin", "ClusterRole/edit",
                           "ClusterRoleBinding/cluster-admin"}) {
    grant.name = name;
    EXPECT_TRUE(is_built_in(grant)) << name;
  }
  for (const char* name : {"Role/admin", "ClusterRole/administrator", "ClusterRoleBinding/admin"}) {
    grant.name = name;
    EXPECT_FALSE(is_built_in(grant)) << name;
  }
}

TEST(GrantRules, CoversAGroupUnlessSingleObjectsAreNamed) {
  Grant grant;
  grant.api_groups = items({"", "apps"});
  EXPECT_TRUE(covers_group(grant, ""));
  EXPECT_TRUE(covers_group(grant, "apps"));
  EXPECT_FALSE(covers_group(grant, "batch"));
  grant.api_groups = items({"*"});
  EXPECT_TRUE(covers_group(grant, "batch"));
  grant.resource_names = items({"one"});
  EXPECT_FALSE(covers_group(grant, "batch"));
}

TEST(GrantRules, AWildcardIsNoNamedItem) {
  Grant grant;
  grant.verbs = items({"*"});
  EXPECT_EQ(find_item(grant.verbs, {"get", "list"}), nullptr);
  EXPECT_TRUE(is_wildcard(grant));
  grant.verbs = items({"list"});
  EXPECT_NE(find_item(grant.verbs, {"get", "list"}), nullptr);
  EXPECT_FALSE(is_wildcard(grant));
}

}  // namespace
}  // namespace boltseal
