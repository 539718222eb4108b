#include "audit/packages.h"

#include <gtest/gtest.h>

#include "base/temporary_folder.h"

namespace boltseal {
namespace {

// A folder that is no system is said to be none, and a process that reads it comes back.
TEST(Packages, OfAFolderWithoutASystemAreAGap) {
  const auto folder = TemporaryFolder::make();
  ASSERT_TRUE(folder);
  const FoundPackages found = look_up_packages(folder->path(), "docker image web", {});
  EXPECT_TRUE(found.packages.outdated.empty());
  ASSERT_FALSE(found.gaps.empty());
  EXPECT_EQ(found.gaps.front().place.path, "docker image web");
}

TEST(Packages, OfNoFolderAreAGap) {
  const FoundPackages found = look_up_packages("/nowhere/at/all", "docker image web", {});
  ASSERT_EQ(found.gaps.size(), 1U);
  EXPECT_EQ(found.gaps.front().message,
            "its packages could not be looked up: cannot be opened: No such file or directory");
}

}  // namespace
}  // namespace boltseal
