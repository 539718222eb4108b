// What is written is read back the same, and means what its format says.

#include "report/sbom.h"

#include <gtest/gtest.h>

#include <set>

#include "base/json.h"
#include "packages/sbom/bom.h"
#include "support/golden.h"

namespace boltseal {
namespace {

BomToWrite debian() {
  BomToWrite bom;
  bom.subject_name = "registry.example/team/app";
  bom.subject_version = "1.0";
  bom.distribution = Distribution{"debian", "12", "bookworm", "Debian GNU/Linux 12 (bookworm)"};
  bom.tool_version = "0.1.0";
  bom.timestamp = "2026-11-25T22:00:00Z";
  bom.packages = {
      {.type = "deb",
       .name = "libssl3",
       .version = "3.0.11-1~deb12u2",
       .architecture = "amd64",
       .source_name = "openssl",
       .source_version = "3.0.11-1~deb12u2",
       .modularity = {},
       .license = {},
       .vendor = "Debian OpenSSL Team <openssl@example.org>",
       .depends = {"libc6"},
       .path = "var/lib/dpkg/status"},
      {.type = "deb",
       .name = "libc6",
       .version = "2.36-9+deb12u4",
       .architecture = "amd64",
       .source_name = "glibc",
       .source_version = "2.36-9+deb12u4",
       .modularity = {},
       .license = "LGPL-2.1-or-later AND MIT",
       .vendor = {},
       .depends = {},
       .path = "var/lib/dpkg/status"},
      {.type = "deb",
       .name = "login",
       .version = "1:4.13+dfsg1-1+b1",
       .architecture = "amd64",
       .source_name = "shadow",
       .source_version = "1:4.13+dfsg1-1",
       .modularity = {},
       .license = "see /usr/share/doc \"login\"",
       .vendor = {},
       .depends = {"libc6", "libssl3"},
       .path = "var/lib/dpkg/status"},
      {.type = "npm",
       .name = "@babel/core",
       .version = "7.0.0",
       .architecture = {},
       .source_name = "@babel/core",
       .source_version = "7.0.0",
       .modularity = {},
       .license = "MIT",
       .vendor = {},
       .depends = {},
       .path = "app/package-lock.json"},
      {.type = "maven",
       .name = "org.apache.logging.log4j:log4j-core",
       .version = "2.14.1",
       .architecture = {},
       .source_name = "org.apache.logging.log4j:log4j-core",
       .source_version = "2.14.1",
       .modularity = {},
       .license = {},
       .vendor = {},
       .depends = {},
       .path = "app/app.jar"},
  };
  bom.vulnerabilities = {
      {.id = "CVE-2023-5363",
       .source = "debian",
       .package = 0,
       .rating = Rating::high,
       .vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
       .fixed_version = "3.0.11-1~deb12u3",
       .description = "A bug in \"key\" lengths",
       .url = "https://security-tracker.debian.org/tracker/CVE-2023-5363"},
      {.id = "CVE-2021-44228",
       .source = "ghsa",
       .package = 4,
       .rating = Rating::critical,
       .vector = {},
       .fixed_version = "2.15.0",
       .description = {},
       .url = "https://github.com/advisories/GHSA-jfh8-c2jp-5v3q"},
      {.id = "CVE-2023-5363",
       .source = "debian",
       .package = 2,
       .rating = Rating::negligible,
       .vector = {},
       .fixed_version = {},
       .description = {},
       .url = "https://security-tracker.debian.org/tracker/CVE-2023-5363",
       .is_allowed = true,
       .reason = "nobody logs in (web, until 2027-01-31)"},
  };
  bom.not_examined = {"2 packages have versions that cannot be compared: a 1, b 2"};
  return bom;
}

BomToWrite rocky() {
  BomToWrite bom;
  bom.subject_name = "rocky";
  bom.subject_version = "sha256:" + std::string(64, 'a');
  bom.distribution = Distribution{"rocky", "9.3", "", "Rocky Linux 9.3 (Blue Onyx)"};
  bom.tool_version = "0.1.0";
  bom.timestamp = "2026-11-25T22:00:00Z";
  bom.packages = {
      {.type = "rpm",
       .name = "openssl-libs",
       .version = "1:3.0.7-24.el9",
       .architecture = "x86_64",
       .source_name = "openssl",
       .source_version = "1:3.0.7-24.el9",
       .modularity = {},
       .license = "ASL 2.0",
       .vendor = "Rocky Enterprise Software Foundation",
       .depends = {},
       .path = "var/lib/rpm/rpmdb.sqlite"},
      {.type = "rpm",
       .name = "nodejs",
       .version = "1:18.18.2-2.module+el9",
       .architecture = "i686",
       .source_name = "nodejs",
       .source_version = "1:18.18.2-2.module+el9",
       .modularity = "nodejs:18",
       .license = {},
       .vendor = {},
       .depends = {"openssl-libs"},
       .path = "var/lib/rpm/rpmdb.sqlite"},
      {.type = "rpm",
       .name = "openssl-libs",
       .version = "1:3.0.7-24.el9",
       .architecture = "i686",
       .source_name = "openssl",
       .source_version = "3.0.7-24.el9",
       .modularity = {},
       .license = {},
       .vendor = {},
       .depends = {},
       .path = {}},
  };
  return bom;
}

using Write = void (*)(const BomToWrite& bom, Output& out);

std::string text_of(Write write, const BomToWrite& bom) {
  StringOutput out;
  write(bom, out);
  return out.text;
}

void expect_round_trip(Write write, const BomToWrite& bom) {
  const Result<Bom> read = read_bom(text_of(write, bom), "bom");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->errors.empty()) << read->errors[0].message;
  EXPECT_EQ(read->packages, bom.packages);
  ASSERT_TRUE(read->distribution);
  EXPECT_EQ(read->distribution->id, bom.distribution->id);
  EXPECT_EQ(read->distribution->version, bom.distribution->version);
  EXPECT_EQ(read->distribution->title, bom.distribution->title);
  const bool is_digest = bom.subject_version.starts_with("sha256:");
  EXPECT_EQ(read->subject, bom.subject_name + (is_digest ? "@" : ":") + bom.subject_version);
}

TEST(Sbom, IsReadBackTheSame) {
  for (const Write write : {write_cyclonedx, write_spdx}) {
    expect_round_trip(write, debian());
    expect_round_trip(write, rocky());
  }
}

TEST(Sbom, LooksLikeThis) {
  test::expect_golden("src/report/fixtures/sbom.cdx.json", text_of(write_cyclonedx, debian()));
  test::expect_golden("src/report/fixtures/sbom.spdx.json", text_of(write_spdx, debian()));
}

TEST(Sbom, IsTheSameForTheSameContents) {
  BomToWrite other = debian();
  other.timestamp = "2027-01-01T00:00:00Z";
  other.tool_version = "0.2.0";
  const auto serial = [](const BomToWrite& bom) {
    return text_in(parse_json(text_of(write_cyclonedx, bom)), "serialNumber");
  };
  const auto name_space = [](const BomToWrite& bom) {
    return text_in(parse_json(text_of(write_spdx, bom)), "documentNamespace");
  };
  EXPECT_EQ(serial(other), serial(debian()));
  EXPECT_EQ(name_space(other), name_space(debian()));
  EXPECT_NE(serial(debian()), name_space(debian()));
  other.packages[0].version += "x";
  EXPECT_NE(serial(other), serial(debian()));
}

TEST(Sbom, IsValidWhateverAPackageIsCalled) {
  BomToWrite bom = debian();
  bom.distribution.reset();
  for (const char* name : {"", "a b", "\xff\xfe", "\"\\\n", "a?b#c@d"}) {
    Package package;
    package.type = "deb";
    package.name = name;
    package.depends = {"libc6", name, "missing"};
    bom.packages.push_back(package);
    bom.packages.push_back(package);
  }
  bom.vulnerabilities.push_back(bom.vulnerabilities[0]);
  bom.vulnerabilities.back().package = 1000;
  for (const Write write : {write_cyclonedx, write_spdx}) {
    const json document = parse_json(text_of(write, bom));
    ASSERT_TRUE(document.is_object());
    std::set<std::string> references;
    const bool is_spdx = write == write_spdx;
    for (const json& each : document[is_spdx ? "packages" : "components"]) {
      EXPECT_TRUE(references.insert(text_in(each, is_spdx ? "SPDXID" : "bom-ref")).second);
    }
  }
}

}  // namespace
}  // namespace boltseal
