#include "packages/dpkg/dpkg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "packages/dpkg/stanza.h"
#include "support/root_files.h"

namespace boltseal {
namespace {

using test::MemoryRoot;
using testing::ElementsAre;

std::vector<std::string> shown(const PackageList& list) {
  std::vector<std::string> lines;
  for (const Package& each : list.packages) {
    lines.push_back(each.name + " " + each.version + " " + each.architecture + " from " +
                    each.source_name + " " + each.source_version);
  }
  return lines;
}

TEST(Dpkg, ReadsWhatIsOnTheDisk) {
  const MemoryRoot root{{"var/lib/dpkg/status", R"(Package: libc6
Status: install ok installed
Maintainer: GNU Libc Maintainers <debian-glibc@lists.debian.org>
Architecture: amd64
Multi-Arch: same
Source: glibc
Version: 2.36-9+deb12u10
Depends: libgcc-s1, libcrypt1 (>= 1:4.4.10-10~)
Description: GNU C Library: Shared libraries
 Contains the standard libraries.
 .
 Status: deinstall ok config-files

Package: perl-base
Status: install ok half-configured
Architecture: amd64
Source: perl (5.36.0-7)
Version: 5.36.0-7+deb12u2
Pre-Depends: libc6 (>= 2.35),
 dpkg (>= 1.17.17) | libc6:any
Provides: libfile-path-perl (= 2.180000), perlapi-5.36.0

Package: gone
Status: deinstall ok config-files
Architecture: amd64
Version: 1

Package: wanted-gone
Status: deinstall ok installed
Architecture: all
Version: 2:1~rc1
Depends: nothing | perlapi-5.36.0, wanted-gone
)"}};
  const PackageList list = dpkg_database.read(root);
  EXPECT_THAT(shown(list), ElementsAre("libc6 2.36-9+deb12u10 amd64 from glibc 2.36-9+deb12u10",
                                       "perl-base 5.36.0-7+deb12u2 amd64 from perl 5.36.0-7",
                                       "wanted-gone 2:1~rc1 all from wanted-gone 2:1~rc1"));
  EXPECT_TRUE(list.errors.empty());
  EXPECT_EQ(list.packages[0].type, "deb");
  EXPECT_EQ(list.packages[0].path, "var/lib/dpkg/status");
  EXPECT_EQ(list.packages[0].vendor, "GNU Libc Maintainers <debian-glibc@lists.debian.org>");
  EXPECT_THAT(list.packages[0].depends, ElementsAre());
  EXPECT_THAT(list.packages[1].depends, ElementsAre("libc6"));
  EXPECT_THAT(list.packages[2].depends, ElementsAre("perl-base"));
}

TEST(Dpkg, ReadsOneFileForEachPackage) {
  const MemoryRoot root{
      {"var/lib/dpkg/status.d/base-files",
       "Package: base-files\nVersion: 12.4+deb12u11\n"
       "Architecture: amd64\n"},
      {"var/lib/dpkg/status.d/base-files.md5sums", "00  etc/debian_version\n"},
      {"var/lib/dpkg/status.d/libssl3",
       "Package: libssl3\r\nSource: openssl\r\n"
       "Version: 3.0.17-1~deb12u2\r\nArchitecture: amd64"},
  };
  const PackageList list = dpkg_database.read(root);
  EXPECT_THAT(shown(list),
              ElementsAre("base-files 12.4+deb12u11 amd64 from base-files 12.4+deb12u11",
                          "libssl3 3.0.17-1~deb12u2 amd64 from openssl 3.0.17-1~deb12u2"));
  EXPECT_EQ(list.packages[1].path, "var/lib/dpkg/status.d/libssl3");
}

TEST(Dpkg, SaysWhatItCannotRead) {
  const MemoryRoot root{{"var/lib/dpkg/status",
                         "Package: a\nStatus: install ok installed\n\n"
                         "garbage\n still\n\nVersion: 1\n\nPackage: b\nVersion: 1\n"}};
  const PackageList list = dpkg_database.read(root);
  EXPECT_THAT(shown(list), ElementsAre("b 1  from b 1"));
  ASSERT_EQ(list.errors.size(), 2u);
  EXPECT_EQ(list.errors[0].message, "lists a without a version");
  EXPECT_EQ(list.errors[0].span, (ByteSpan{0, 41}));
  EXPECT_EQ(list.errors[1].message, "lists a package without a name");
}

TEST(Opkg, ReadsItsStatus) {
  const MemoryRoot root{{"usr/lib/opkg/status",
                         "Package: dnsmasq\nVersion: 2.90-2\nDepends: libc, libubox20240329\n"
                         "Status: install user installed\nArchitecture: x86_64\n\n"
                         "Package: libc\nVersion: 1.2.4-4\nStatus: install ok installed\n"
                         "Architecture: x86_64\n\n"
                         "Package: old\nVersion: 1\nStatus: deinstall ok not-installed\n"}};
  const PackageList list = opkg_database.read(root);
  EXPECT_THAT(shown(list), ElementsAre("dnsmasq 2.90-2 x86_64 from dnsmasq 2.90-2",
                                       "libc 1.2.4-4 x86_64 from libc 1.2.4-4"));
  EXPECT_EQ(list.packages[0].type, "opkg");
  EXPECT_THAT(list.packages[0].depends, ElementsAre("libc"));
}

TEST(Stanza, JoinsLinesAndIgnoresCase) {
  StanzaReader reader("\n\npackage: x \nDEPENDS: a,\n b,\n\tc\nno field\n lost\n\t\nNext: 1\n");
  const Stanza* stanza = reader.next();
  ASSERT_NE(stanza, nullptr);
  EXPECT_EQ(stanza->field("package"), "x");
  EXPECT_EQ(stanza->field("depends"), "a,\n b,\n\tc");
  EXPECT_EQ(stanza->field("next"), "");
  stanza = reader.next();
  ASSERT_NE(stanza, nullptr);
  EXPECT_EQ(stanza->field("next"), "1");
  EXPECT_EQ(reader.next(), nullptr);
}

}  // namespace
}  // namespace boltseal
