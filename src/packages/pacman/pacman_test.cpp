#include "packages/pacman/pacman.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/root_files.h"

namespace boltseal {
namespace {

using test::MemoryRoot;

TEST(Pacman, ReadsOneFolderForEachPackage) {
  const MemoryRoot root{
      {"var/lib/pacman/local/ALPM_DB_VERSION", "9\n"},
      {"var/lib/pacman/local/gcc-libs-14.1.1-1/desc",
       "%NAME%\ngcc-libs\n\n%VERSION%\n14.1.1+r1-1\n\n%BASE%\ngcc\n\n%DESC%\n%NAME%\n\n"
       "%ARCH%\nx86_64\n\n%PACKAGER%\nF Y <f@example.org>\n\n%LICENSE%\nGPL-3.0-or-later\nFDL\n\n"
       "%DEPENDS%\nglibc>=2.27\nabsent\n\n%PROVIDES%\nlibgomp.so=1-64\n\n"},
      {"var/lib/pacman/local/gcc-libs-14.1.1-1/files", "%FILES%\nusr/\n"},
      {"var/lib/pacman/local/glibc-2.39-1/desc",
       "%NAME%\nglibc\n\n%VERSION%\n1:2.39-1\n\n%ARCH%\nx86_64\n\n%DEPENDS%\nlibgomp.so=1-64"},
      {"var/lib/pacman/local/lost/desc", "%VERSION%\n1\n"}};
  const PackageList list = pacman_database.read(root);
  ASSERT_EQ(list.packages.size(), 2u);
  EXPECT_EQ(list.packages[0], (Package{.type = "alpm",
                                       .name = "gcc-libs",
                                       .version = "14.1.1+r1-1",
                                       .architecture = "x86_64",
                                       .source_name = "gcc",
                                       .source_version = "14.1.1+r1-1",
                                       .modularity = {},
                                       .license = "GPL-3.0-or-later, FDL",
                                       .vendor = "F Y <f@example.org>",
                                       .depends = {"glibc"},
                                       .path = "var/lib/pacman/local/gcc-libs-14.1.1-1/desc"}));
  EXPECT_EQ(list.packages[1].version, "1:2.39-1");
  EXPECT_THAT(list.packages[1].depends, testing::ElementsAre("gcc-libs"));
  ASSERT_EQ(list.errors.size(), 1u);
  EXPECT_EQ(list.errors[0].path, "var/lib/pacman/local/lost/desc");
}

}  // namespace
}  // namespace boltseal
