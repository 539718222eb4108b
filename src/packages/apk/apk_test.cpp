#include "packages/apk/apk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/root_files.h"

namespace boltseal {
namespace {

using test::MemoryRoot;
using testing::ElementsAre;

constexpr const char* installed =
    "C:Q1abc=\nP:musl\nV:1.2.4-r2\nA:x86_64\nS:389\nI:634\nT:the musl c library\n"
    "U:https://musl.libc.org/\nL:MIT\no:musl\nm:Timo <t@example.org>\nt:1\nc:f\n"
    "p:so:libc.musl-x86_64.so.1=1\nF:lib\nR:ld-musl-x86_64.so.1\na:0:0:755\nZ:Q1x=\n\n"
    "C:Q1def=\nP:libcrypto3\nV:3.1.7-r0\nA:x86_64\nL:Apache-2.0\no:openssl\n"
    "D:so:libc.musl-x86_64.so.1 !openssl<3 cmd:absent\np:so:libcrypto.so.3=3.1.7\n\n"
    "P:.deps\nV:20240101.120000\nA:noarch\nD:libcrypto3>=3 musl~1.2\n";

TEST(Apk, ReadsRecords) {
  const MemoryRoot root{{"lib/apk/db/installed", installed}};
  const PackageList list = apk_database.read(root);
  ASSERT_EQ(list.packages.size(), 3u);
  EXPECT_TRUE(list.errors.empty());
  EXPECT_EQ(list.packages[1], (Package{.type = "apk",
                                       .name = "libcrypto3",
                                       .version = "3.1.7-r0",
                                       .architecture = "x86_64",
                                       .source_name = "openssl",
                                       .source_version = "3.1.7-r0",
                                       .modularity = {},
                                       .license = "Apache-2.0",
                                       .vendor = {},
                                       .depends = {"musl"},
                                       .path = "lib/apk/db/installed"}));
  EXPECT_EQ(list.packages[0].vendor, "Timo <t@example.org>");
  EXPECT_EQ(list.packages[2].source_name, ".deps");
  EXPECT_THAT(list.packages[2].depends, ElementsAre("libcrypto3", "musl"));
}

TEST(Apk, ReadsOneFileUnderTwoPathsOnce) {
  const MemoryRoot root{{"lib/apk/db/installed", installed},
                        {"usr/lib/apk/db/installed", installed}};
  EXPECT_EQ(apk_database.read(root).packages.size(), 3u);
  const MemoryRoot merged{{"usr/lib/apk/db/installed", installed}};
  EXPECT_EQ(apk_database.read(merged).packages.at(0).path, "usr/lib/apk/db/installed");
}

TEST(Apk, SaysWhatItCannotRead) {
  const MemoryRoot root{{"lib/apk/db/installed", "P:a\n\nV:1\n\nx\n\nP:b\r\nV:2\r\n\r\nP:c\nV:3"}};
  const PackageList list = apk_database.read(root);
  EXPECT_EQ(list.packages.size(), 2u);
  ASSERT_EQ(list.errors.size(), 2u);
  EXPECT_EQ(list.errors[0].message, "lists a without a version");
  EXPECT_EQ(list.errors[1].span, (ByteSpan{5, 9}));
}

}  // namespace
}  // namespace boltseal
