#include "scan/match.h"

#include <gtest/gtest.h>

#include "advisories/lookup_writer.h"
#include "base/text.h"

namespace boltseal {
namespace {

using Kind = VersionEvent::Kind;

Affected in(const std::string& ecosystem, const std::string& package, const std::string& fixed) {
  Affected made{
      .ecosystem = ecosystem, .package = package, .ranges = {{{{Kind::introduced, "0"}}}}};
  if (!fixed.empty()) made.ranges[0].events.push_back({Kind::fixed, fixed});
  return made;
}

Advisory about(const std::string& id, std::vector<Affected> affected,
               const std::string& source = "s") {
  return {.id = id, .source = source, .affected = std::move(affected)};
}

Package package(const std::string& type, const std::string& name, const std::string& version) {
  return {.type = type,
          .name = name,
          .version = version,
          .source_name = name,
          .source_version = version};
}

class Match : public testing::Test {
 protected:
  void add(Package one) { inventory_.packages.push_back({std::move(one), 0}); }
  void system(const std::string& id, const std::string& version) {
    inventory_.distribution = Distribution{id, version, "", id + " " + version};
  }
  MatchResult run() {
    LookupWriter writer;
    for (const Advisory& one : advisories_) writer.add(one);
    for (const VulnerabilityNote& note : notes_) writer.add(note);
    bytes_ = writer.finish({});
    file_.emplace(std::move(*LookupFile::of(bytes_)));
    return match(inventory_, *file_);
  }
  // "name CVE status fixed=… by sources", then the gaps.
  std::string said() {
    const MatchResult result = run();
    std::string text;
    for (const VulnerabilityMatch& one : result.matches) {
      text += inventory_.packages[one.package].package.name + " " + one.id + " " +
              std::string(name_of(one.status));
      if (!one.fixed.empty()) text += " fixed=" + one.fixed;
      if (one.rating != Rating::unknown) text += " " + std::string(name_of(one.rating));
      for (const std::string& advisory : one.advisories) text += " as " + advisory;
      text += " by " + join(one.sources, ",") + "\n";
    }
    for (const Gap& gap : result.gaps) text += "gap: " + gap.what + " " + gap.why + "\n";
    return text;
  }

  SystemInventory inventory_;
  std::vector<Advisory> advisories_;
  std::vector<VulnerabilityNote> notes_;
  std::string bytes_;
  std::optional<LookupFile> file_;
};

TEST_F(Match, LooksAtSourcesWhereTheDistributionDoes) {
  system("debian", "12");
  Package libssl = package("deb", "libssl3", "3.0.11-1~deb12u2+b1");
  libssl.source_name = "openssl";
  libssl.source_version = "3.0.11-1~deb12u2";
  libssl.vendor = "Debian OpenSSL Team <pkg-openssl-devel@alioth-lists.debian.net>";
  add(libssl);
  advisories_ = {about("CVE-1", {in("Debian:12", "openssl", "3.0.11-1~deb12u2")}),
                 about("CVE-2", {in("Debian:12", "openssl", "3.0.13-1")}),
                 about("CVE-3", {in("Debian:11", "openssl", "9")}),
                 about("CVE-4", {in("Debian:12", "libssl3", "4")}),
                 about("CVE-5", {in("Debian:12", "openssl", "")})};
  EXPECT_EQ(said(), "libssl3 CVE-2 affected fixed=3.0.13-1 by s\nlibssl3 CVE-5 affected by s\n");
}

TEST_F(Match, NeverLosesAnEpoch) {
  system("almalinux", "8");
  add(package("rpm", "bind", "32:9.11.36-3.el8"));
  add(package("rpm", "vim", "8.0-1.el8"));
  advisories_ = {about("CVE-1", {in("AlmaLinux:8", "bind", "9.11.37-1.el8")}),
                 about("CVE-2", {in("AlmaLinux:8", "bind", "32:9.11.36-5.el8")}),
                 about("CVE-3", {in("AlmaLinux:8", "vim", "2:7.0-1.el8")}),
                 about("CVE-4", {in("AlmaLinux:8", "vim", "0:8.0-1.el8")})};
  EXPECT_EQ(said(),
            "bind CVE-2 affected fixed=32:9.11.36-5.el8 by s\n"
            "vim CVE-3 affected fixed=2:7.0-1.el8 by s\n");
}

TEST_F(Match, KeepsModulesAndArchitecturesApart) {
  system("almalinux", "8");
  Package module = package("rpm", "nodejs", "1:18.1-1.module_el8+1");
  module.modularity = "nodejs:18:8060020220523160029:ad008a3a";
  module.architecture = "x86_64";
  Package plain = package("rpm", "nodejs", "1:10.1-1.el8");
  plain.architecture = "noarch";
  add(module);
  add(plain);
  const auto of = [](const std::string& modularity, const std::string& architecture,
                     const std::string& fixed) {
    Affected made = in("AlmaLinux:8", "nodejs", fixed);
    made.modularity = modularity;
    if (!architecture.empty()) made.architectures = {architecture};
    return made;
  };
  advisories_ = {about("CVE-1", {of("nodejs:18", "", "1:18.9-1.module_el8+2")}),
                 about("CVE-2", {of("nodejs:16", "", "1:99-1.module_el8+2")}),
                 about("CVE-3", {of("", "", "1:99-1.module_el8+2")}),
                 about("CVE-4", {of("", "", "1:10.9-1.el8")}),
                 about("CVE-5", {of("nodejs:18", "aarch64", "1:99-1.module_el8+2")}),
                 about("CVE-6", {of("", "aarch64", "1:10.9-1.el8")})};
  const std::string text = said();
  EXPECT_EQ(text,
            "nodejs CVE-1 affected fixed=1:18.9-1.module_el8+2 by s\n"
            "nodejs CVE-3 affected fixed=1:99-1.module_el8+2 by s\n"
            "nodejs CVE-4 affected fixed=1:10.9-1.el8 by s\n"
            "nodejs CVE-6 affected fixed=1:10.9-1.el8 by s\n");
}

TEST_F(Match, IsOneForAVulnerabilityInAPackage) {
  system("debian", "12");
  add(package("deb", "zlib", "1.0"));
  Affected first = in("Debian:12", "zlib", "1.1");
  first.status = Status::wont_fix;
  first.note = "no-dsa";
  Advisory dsa = about("DSA-1", {in("Debian:12", "zlib", "1.3")}, "dsa");
  dsa.upstream = {"CVE-1"};
  Advisory ghsa = about("GHSA-1", {in("Debian:12", "zlib", "")}, "osv");
  ghsa.aliases = {"CVE-1"};
  advisories_ = {about("CVE-1", {first}, "tracker"), dsa, ghsa};
  EXPECT_EQ(said(), "zlib CVE-1 affected fixed=1.3 as DSA-1 as GHSA-1 by dsa,osv,tracker\n");
}

TEST_F(Match, IsInTheOrderOfWhatMatters) {
  system("alpine", "3.18.4");
  add(package("apk", "a", "1-r0"));
  const auto rated = [](const std::string& id, Rating rating, const std::string& fixed) {
    Advisory made = about(id, {in("Alpine:v3.18", "a", fixed)});
    made.severities = {{"nvd", rating, ""}};
    return made;
  };
  advisories_ = {rated("CVE-low", Rating::low, "2-r0"),
                 rated("CVE-critical", Rating::critical, ""),
                 rated("CVE-known", Rating::medium, "2-r0"),
                 rated("CVE-high", Rating::high, ""),
                 rated("CVE-likely", Rating::high, ""),
                 rated("CVE-fixed", Rating::high, "2-r0"),
                 about("CVE-unrated", {in("Alpine:v3.18", "a", "")})};
  notes_ = {{.id = "CVE-known", .exploited_since = "2021-01-01"},
            {.id = "CVE-likely", .epss = 0.9F}};
  EXPECT_EQ(said(),
            "a CVE-known affected fixed=2-r0 medium by s\n"
            "a CVE-critical affected critical by s\n"
            "a CVE-likely affected high by s\n"
            "a CVE-fixed affected fixed=2-r0 high by s\n"
            "a CVE-high affected high by s\n"
            "a CVE-low affected fixed=2-r0 low by s\n"
            "a CVE-unrated affected by s\n");
}

TEST_F(Match, SaysOfWhatItKnowsNothing) {
  advisories_ = {about("CVE-1", {in("Debian:12", "a", "2")})};
  add(package("deb", "a", "1"));
  EXPECT_EQ(said(),
            "gap: 1 package belongs to a system that does not say what it is (no os-release)\n");
  system("nobodyknows", "1");
  EXPECT_TRUE(said().starts_with("gap: 1 package of nobodyknows 1: ")) << said();
  system("debian", "11");
  EXPECT_EQ(said(), "gap: 1 package is of Debian:11, for which the advisory file has nothing\n");
  system("debian", "12");
  EXPECT_EQ(said(), "a CVE-1 affected fixed=2 by s\n");
  add(package("npm", "left-pad", "1.0.0"));
  add(package("bitnami", "thing", "1.0.0"));
  EXPECT_EQ(said(),
            "a CVE-1 affected fixed=2 by s\n"
            "gap: 1 package is of npm, for which the advisory file has nothing\n"
            "gap: 1 package is of the type bitnami, for which no advisories are known\n");
}

TEST_F(Match, SaysWhatItCannotCompare) {
  system("debian", "12");
  add(package("deb", "a", "not a version"));
  add(package("deb", "b", "1"));
  advisories_ = {about("CVE-1", {in("Debian:12", "a", "2")}),
                 about("CVE-2", {in("Debian:12", "b", "no version")})};
  EXPECT_EQ(said(),
            "gap: 1 package has a version that cannot be compared: a not a version\n"
            "gap: 1 advisory version cannot be compared: b no version\n");
}

TEST_F(Match, TakesStrangersForNoneOfTheDistribution) {
  system("rhel", "8");
  Package own = package("rpm", "curl", "1-1.el8"), other = package("rpm", "docker-ce", "1-1.el8");
  own.vendor = "Red Hat, Inc.";
  other.vendor = "Docker";
  add(own);
  add(other);
  advisories_ = {about(
      "CVE-1", {in("Red Hat:8", "curl", "2-1.el8"), in("Red Hat:8", "docker-ce", "2-1.el8")})};
  EXPECT_EQ(said(),
            "curl CVE-1 affected fixed=2-1.el8 by s\n"
            "gap: 1 package came from elsewhere than the distribution, whose advisories say "
            "nothing about it: docker-ce\n");
}

TEST_F(Match, TakesWhatIsUnimportantForNegligible) {
  system("debian", "12");
  add(package("deb", "a", "1"));
  Affected unimportant = in("Debian:12", "a", "");
  unimportant.status = Status::unimportant;
  Advisory made = about("CVE-1", {unimportant}, "debian");
  made.severities = {{"nvd", Rating::critical, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}};
  advisories_ = {made};
  const MatchResult result = run();
  ASSERT_EQ(result.matches.size(), 1u);
  EXPECT_EQ(result.matches[0].rating, Rating::negligible);
  EXPECT_EQ(result.matches[0].rated_by, "debian");
  EXPECT_DOUBLE_EQ(result.matches[0].score, 9.8);
}

}  // namespace
}  // namespace boltseal
