#include "packages/distribution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "packages/os_release.h"
#include "packages/versions/ordering.h"
#include "support/root_files.h"

namespace boltseal {
namespace {

using test::MemoryRoot;
using testing::Contains;
using testing::ElementsAre;

// "debian 12 bookworm" of a root with these files.
std::string system_of(std::map<std::string, std::string> files) {
  const auto found = read_distribution(MemoryRoot(std::move(files)));
  if (!found) return "";
  return found->id + "|" + found->version + "|" + found->codename + "|" + found->title;
}

std::string scope_of(const char* id, const char* version, const char* codename = "",
                     const char* title = "") {
  const AdvisoryScope scope = advisory_scope({id, version, codename, title});
  if (!scope.ecosystem.empty()) {
    EXPECT_NE(ordering_of(scope.ecosystem), nullptr) << scope.ecosystem;
  }
  return scope.ecosystem.empty() ? "why: " + scope.why : scope.ecosystem;
}

TEST(OsRelease, TakesQuotesAwayAsAShellDoes) {
  const OsRelease values(
      "# NAME=no\nNAME='a \"b\" \\c'\r\nVERSION=\"1 \\\"2\\\" \\$3 \\x\"\n ID = x # y\nID=last\\ "
      "one\n"
      "EMPTY=\nOPEN=\"to the end\n=nothing\nno assignment");
  EXPECT_EQ(values.get("NAME"), "a \"b\" \\c");
  EXPECT_EQ(values.get("VERSION"), "1 \"2\" $3 \\x");
  EXPECT_EQ(values.get("ID"), "last one");
  EXPECT_EQ(values.get("EMPTY"), "");
  EXPECT_EQ(values.get("OPEN"), "to the end");
  EXPECT_EQ(values.get("absent"), "");
}

TEST(Distribution, ReadsOsRelease) {
  EXPECT_EQ(system_of({{"etc/os-release",
                        "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\n"
                        "VERSION_CODENAME=bookworm\nID=debian\n"},
                       {"etc/debian_version", "12.5\n"}}),
            "debian|12|bookworm|Debian GNU/Linux 12 (bookworm)");
  EXPECT_EQ(system_of({{"usr/lib/os-release", "NAME=Wolfi\nID=Wolfi\nVERSION_ID=20230201\n"}}),
            "wolfi|20230201||Wolfi 20230201");
  EXPECT_EQ(system_of({{"etc/os-release", ""}, {"usr/lib/os-release", "ID=arch"}}), "arch|||");
  EXPECT_EQ(system_of({{"etc/os-release", "ID=debian\nVERSION_CODENAME=forky\n"},
                       {"etc/debian_version", "forky/sid\n"}}),
            "debian|14|forky|");
  EXPECT_EQ(system_of({{"etc/os-release",
                        "ID=linuxmint\nVERSION_ID=21.3\nVERSION_CODENAME=virginia\n"
                        "UBUNTU_CODENAME=jammy\n"}}),
            "linuxmint|21.3|jammy|21.3");
  EXPECT_EQ(system_of({{"etc/os-release",
                        "ID=\"openEuler\"\nVERSION=\"22.03 (LTS-SP3)\"\nVERSION_ID=\"22.03\"\n"}}),
            "openeuler|22.03-LTS-SP3||22.03");
}

TEST(Distribution, ReadsOlderFiles) {
  EXPECT_EQ(system_of({{"etc/centos-release", "CentOS release 6.10 (Final)\n"},
                       {"etc/redhat-release", "CentOS release 6.10 (Final)\n"}}),
            "centos|6.10||CentOS release 6.10 (Final)");
  EXPECT_EQ(system_of({{"etc/redhat-release",
                        "Red Hat Enterprise Linux Server release 6.10 (Santiago)\n"}}),
            "rhel|6.10||Red Hat Enterprise Linux Server release 6.10 (Santiago)");
  EXPECT_EQ(system_of({{"etc/system-release", "Amazon Linux AMI release 2018.03"}}),
            "amzn|2018.03||Amazon Linux AMI release 2018.03");
  EXPECT_EQ(
      system_of({{"etc/SuSE-release",
                  "SUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\nPATCHLEVEL = 4\n"}}),
      "sles|11.4||SUSE Linux Enterprise Server 11 (x86_64)");
  EXPECT_EQ(system_of({{"etc/openEuler-release", "openEuler release 22.03 (LTS-SP1)\n"}}),
            "openeuler|22.03-LTS-SP1||openEuler release 22.03 (LTS-SP1)");
  EXPECT_EQ(system_of({{"etc/photon-release", "VMware Photon OS 3.0\nPHOTON_BUILD_NUMBER=1\n"}}),
            "photon|3.0||VMware Photon OS 3.0");
  EXPECT_EQ(system_of({{"etc/lsb-release",
                        "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=12.04\nDISTRIB_CODENAME=precise\n"
                        "DISTRIB_DESCRIPTION=\"Ubuntu 12.04.5 LTS\"\n"},
                       {"etc/debian_version", "wheezy/sid\n"}}),
            "ubuntu|12.04|precise|Ubuntu 12.04.5 LTS");
  EXPECT_EQ(system_of({{"etc/alpine-release", "3.18.9\n"}}), "alpine|3.18.9||Alpine Linux 3.18.9");
  EXPECT_EQ(system_of({{"etc/debian_version", "10.4\n"}}), "debian|10||Debian GNU/Linux 10.4");
  EXPECT_EQ(system_of({{"etc/arch-release", ""}}), "arch|||Arch Linux");
  EXPECT_EQ(system_of({{"etc/redhat-release", "My own system\n"}}), "");
  EXPECT_EQ(system_of({}), "");
}

TEST(AdvisoryScope, NamesWhatAdvisoriesAreKeptUnder) {
  EXPECT_EQ(scope_of("debian", "12"), "Debian:12");
  EXPECT_EQ(scope_of("debian", "", "sid"), "Debian:sid");
  EXPECT_EQ(scope_of("debian", "", "trixie"), "Debian:13");
  EXPECT_EQ(scope_of("raspbian", "11"), "Debian:11");
  EXPECT_EQ(scope_of("kali", "2024.1", "kali-rolling"), "Debian:sid");
  EXPECT_EQ(scope_of("ubuntu", "22.04"), "Ubuntu:22.04");
  EXPECT_EQ(scope_of("linuxmint", "21.3", "jammy"), "Ubuntu:22.04");
  EXPECT_EQ(scope_of("linuxmint", "6", "bookworm"), "Debian:12");
  EXPECT_EQ(scope_of("alpine", "3.18.9"), "Alpine:v3.18");
  EXPECT_EQ(scope_of("alpine", "3.21.0_alpha20240923"), "Alpine:edge");
  EXPECT_EQ(scope_of("wolfi", "20230201"), "Wolfi");
  EXPECT_EQ(scope_of("chainguard", "20230214"), "Chainguard");
  EXPECT_EQ(scope_of("alpaquita", "stream"), "Alpaquita:stream");
  EXPECT_EQ(scope_of("bellsoft-hardened-containers", "25"), "BellSoft Hardened Containers:25");
  EXPECT_EQ(scope_of("rhel", "9.4"), "Red Hat:9");
  EXPECT_EQ(scope_of("centos", "8"), "Red Hat:8");
  EXPECT_EQ(scope_of("rocky", "9.3"), "Rocky Linux:9");
  EXPECT_EQ(scope_of("almalinux", "8.4"), "AlmaLinux:8");
  EXPECT_EQ(scope_of("ol", "8.9"), "Oracle Linux:8");
  EXPECT_EQ(scope_of("amzn", "2018.03"), "Amazon Linux:1");
  EXPECT_EQ(scope_of("amzn", "2"), "Amazon Linux:2");
  EXPECT_EQ(scope_of("amzn", "2023"), "Amazon Linux:2023");
  EXPECT_EQ(scope_of("mariner", "2.0.20240101"), "Azure Linux:2");
  EXPECT_EQ(scope_of("azurelinux", "3.0"), "Azure Linux:3");
  EXPECT_EQ(scope_of("photon", "5.0"), "Photon OS:5.0");
  EXPECT_EQ(scope_of("opensuse-leap", "15.5"), "openSUSE:Leap 15.5");
  EXPECT_EQ(scope_of("opensuse-tumbleweed", "20240101"), "openSUSE:Tumbleweed");
  EXPECT_EQ(scope_of("sles", "15.3"), "SUSE:Linux Enterprise Server 15 SP3");
  EXPECT_EQ(scope_of("sles", "12"), "SUSE:Linux Enterprise Server 12");
  EXPECT_EQ(scope_of("sles", "16.0"), "SUSE:Linux Enterprise Server 16.0");
  EXPECT_EQ(scope_of("openeuler", "24.03-LTS"), "openEuler:24.03-LTS");
  EXPECT_EQ(scope_of("mageia", "9"), "Mageia:9");
}

TEST(AdvisoryScope, SaysWhyThereIsNone) {
  EXPECT_EQ(scope_of("gentoo", "2.15", "", "Gentoo Linux"),
            "why: no advisories are known for Gentoo Linux");
  EXPECT_EQ(scope_of("debian", ""), "why: the release of debian is not known");
  EXPECT_EQ(scope_of("linuxmint", "21.3"), "why: no advisories are known for linuxmint");
  EXPECT_EQ(scope_of("", ""), "why: no advisories are known for this system");
}

TEST(AdvisoryScope, KnowsTheFurtherOnes) {
  EXPECT_THAT(advisory_scope({"chainguard", "", "", ""}).also, ElementsAre("Wolfi"));
  const AdvisoryScope suse = advisory_scope({"sles", "15.3", "", ""});
  EXPECT_THAT(suse.also, Contains("SUSE:Linux Enterprise Module for Basesystem 15 SP3"));
  EXPECT_THAT(suse.also, Contains("SUSE:Linux Enterprise Server 15 SP3-LTSS"));
  EXPECT_TRUE(advisory_scope({"debian", "12", "", ""}).by_source);
  EXPECT_FALSE(advisory_scope({"almalinux", "9.1", "", ""}).by_source);
}

TEST(ThirdParty, IsWhatTheDistributionDidNotMake) {
  const auto third = [](const char* id, const char* type, const char* version, const char* vendor) {
    Package package;
    package.type = type;
    package.version = version;
    package.vendor = vendor;
    return is_third_party(package, {id, "", "", ""});
  };
  EXPECT_FALSE(third("almalinux", "rpm", "1-1.el8", "CentOS"));
  EXPECT_FALSE(third("rhel", "rpm", "1-1.el8", "Red Hat, Inc."));
  EXPECT_TRUE(third("rhel", "rpm", "1-1.el8", "Fedora Project"));
  EXPECT_TRUE(third("centos", "rpm", "7.4.1-1.el7.remi", ""));
  EXPECT_FALSE(third("centos", "rpm", "1-1", ""));
  EXPECT_TRUE(third("amzn", "rpm", "26-1.el9", "Docker"));
  EXPECT_FALSE(third("amzn", "rpm", "1", "Amazon Linux"));
  EXPECT_FALSE(third("sles", "rpm", "1", "SUSE LLC <https://www.suse.com/>"));
  EXPECT_FALSE(third("unknown", "rpm", "1", "Somebody"));
  EXPECT_TRUE(
      third("debian", "deb", "5:26.1.3-1~debian.12~bookworm", "Docker <support@docker.com>"));
  EXPECT_TRUE(third("debian", "deb", "16.2-1.pgdg120+2", "Debian PostgreSQL Maintainers"));
  EXPECT_TRUE(third("raspbian", "deb", "1.2-3+rpi1", ""));
  EXPECT_FALSE(third("raspbian", "deb", "1.2-3", ""));
  EXPECT_FALSE(third("debian", "deb", "2.36-9+deb12u10", "GNU Libc Maintainers"));
}

TEST(DistributionEnd, IsTheLastDayOfFreeUpdates) {
  const auto end = [](const char* id, const char* version, const char* title = "") {
    return std::string(end_of_life_of({id, version, "", title}));
  };
  EXPECT_EQ(end("debian", "10"), "2024-06-30");
  EXPECT_EQ(end("debian", "13"), "");
  EXPECT_EQ(end("alpine", "3.9.4"), "2020-11-01");
  EXPECT_EQ(end("alpine", "3.21.0_alpha20240923"), "");
  EXPECT_EQ(end("ubuntu", "18.04"), "2023-05-31");
  EXPECT_EQ(end("centos", "8", "CentOS Linux 8"), "2021-12-31");
  EXPECT_EQ(end("centos", "8", "CentOS Stream 8"), "2024-05-31");
  EXPECT_EQ(end("sles", "15.3"), "2022-12-31");
  EXPECT_EQ(end("opensuse-leap", "15.6"), "2026-04-30");
  EXPECT_EQ(end("amzn", "2018.03"), "2023-12-31");
  EXPECT_EQ(end("rhel", "7.9"), "2024-06-30");
  EXPECT_EQ(end("rhel", "9.4"), "");
  EXPECT_EQ(end("photon", "3.0"), "2025-10-02");
  EXPECT_EQ(end("raspbian", "9"), "2022-07-01");
  EXPECT_EQ(end("wolfi", "20230201"), "");
  EXPECT_EQ(end("gentoo", "2"), "");
}

}  // namespace
}  // namespace boltseal
