#include "scan/requirers.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

using Places = std::vector<std::size_t>;

SystemInventory inventory_of(
    const std::vector<std::pair<std::string, std::vector<std::string>>>& packages) {
  SystemInventory inventory;
  for (const auto& [name, depends] : packages) {
    FoundPackage& found = inventory.packages.emplace_back();
    found.package.type = "deb";
    found.package.name = found.package.source_name = name;
    found.package.depends = depends;
  }
  return inventory;
}

TEST(Requirers, FollowsTheShortestWayFromEachThatNobodyRequires) {
  const auto inventory = inventory_of({{"app", {"lib", "mid"}},
                                       {"lib", {"libc"}},
                                       {"libc", {}},
                                       {"mid", {"lib"}},
                                       {"tool", {"libc"}}});
  const Requirers requirers = requirers_of(inventory, 2);
  EXPECT_EQ(requirers.direct, (Places{1, 4}));
  EXPECT_EQ(requirers.chains, (std::vector<Places>{{4, 2}, {0, 1, 2}}));
}

TEST(Requirers, EndsWhereACircleCloses) {
  const auto inventory =
      inventory_of({{"a", {"b"}}, {"b", {"a", "c"}}, {"c", {"c"}}, {"top", {"a"}}});
  const Requirers in_circle = requirers_of(inventory, 1);
  EXPECT_EQ(in_circle.direct, (Places{0}));
  EXPECT_EQ(in_circle.chains, (std::vector<Places>{{3, 0, 1}}));
  const auto closed = inventory_of({{"a", {"b"}}, {"b", {"a"}}});
  EXPECT_EQ(requirers_of(closed, 0).direct, (Places{1}));
  EXPECT_TRUE(requirers_of(closed, 0).chains.empty());
}

TEST(Requirers, KeepsTypesApart) {
  auto inventory = inventory_of({{"python3", {}}, {"app", {"python3"}}});
  inventory.packages[1].package.type = "npm";
  EXPECT_TRUE(requirers_of(inventory, 0).direct.empty());
  EXPECT_FALSE(requirers_of(inventory, 0).is_known);
  EXPECT_TRUE(requirers_of(inventory, 1).is_known);
}

TEST(Requirers, FindsByNameElseBySource) {
  auto inventory = inventory_of({{"libssl3", {}}, {"libcrypto3", {}}, {"openssl", {}}});
  inventory.packages[0].package.source_name = "openssl";
  inventory.packages[1].package.source_name = "ssl";
  EXPECT_EQ(find_packages(inventory, "openssl"), (Places{2}));
  EXPECT_EQ(find_packages(inventory, "ssl"), (Places{1}));
  EXPECT_TRUE(find_packages(inventory, "gnutls").empty());
}

}  // namespace
}  // namespace boltseal
