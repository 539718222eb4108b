#include "packages/versions/ordering.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "packages/versions/npm_range.h"

namespace boltseal {
namespace {

using Order = std::optional<std::weak_ordering>;

// Versions of no ecosystem in particular, of pieces that mean something somewhere.
std::vector<std::string> generated(std::size_t count, std::uint32_t seed) {
  static const std::vector<std::string> pieces = {"0",
                                                  "1",
                                                  "2",
                                                  "9",
                                                  "10",
                                                  "007",
                                                  ".",
                                                  ".",
                                                  ".",
                                                  "-",
                                                  "~",
                                                  "^",
                                                  "+",
                                                  "_",
                                                  ":",
                                                  "a",
                                                  "b",
                                                  "rc",
                                                  "alpha",
                                                  "beta",
                                                  "dev",
                                                  "pre",
                                                  "-r",
                                                  "_p",
                                                  "post",
                                                  "final",
                                                  "SNAP",
                                                  "v",
                                                  "go",
                                                  "!",
                                                  "1!",
                                                  "1:",
                                                  "x",
                                                  ".0",
                                                  "-0",
                                                  "r",
                                                  "p",
                                                  "pl",
                                                  "sp",
                                                  "\xc3\xa4",
                                                  "99999999999999999999999"};
  std::mt19937 random(seed);
  std::vector<std::string> versions;
  for (std::size_t i = 0; i < count; ++i) {
    std::string version = random() % 3 == 0 ? "" : std::to_string(random() % 3);
    for (std::uint32_t n = random() % 6; n > 0; --n) version += pieces[random() % pieces.size()];
    versions.push_back(version);
  }
  return versions;
}

// vercmp(8) lets a version without a release be equal to all releases of it, which are not equal to
// each other; PHP's "#", which is no part of these, does the same.
bool is_transitive(const Ordering& ordering) { return ordering.name != "pacman"; }

TEST(Orderings, AreAntisymmetricAndTransitive) {
  const std::vector<std::string> versions = generated(220, 7);
  for (const Ordering* const ordering : all_orderings()) {
    std::vector<std::string> valid;
    for (const std::string& version : versions) {
      const Order self = ordering->compare(version, version);
      if (!self) continue;
      EXPECT_EQ(*self, std::weak_ordering::equivalent) << ordering->name << ": " << version;
      valid.push_back(version);
    }
    EXPECT_GT(valid.size(), 10u) << ordering->name;
    const auto compare = [&](std::size_t i, std::size_t j) {
      return *ordering->compare(valid[i], valid[j]);
    };
    for (std::size_t i = 0; i < valid.size(); ++i) {
      for (std::size_t j = 0; j < valid.size(); ++j) {
        EXPECT_EQ(compare(i, j), 0 <=> compare(j, i))
            << ordering->name << ": " << valid[i] << " and " << valid[j];
      }
    }
    if (!is_transitive(*ordering)) continue;
    std::mt19937 random(11);
    for (int n = 0; n < 40000; ++n) {
      const std::size_t i = random() % valid.size(), j = random() % valid.size(),
                        k = random() % valid.size();
      if (compare(i, j) <= 0 && compare(j, k) <= 0) {
        EXPECT_TRUE(compare(i, k) <= 0)
            << ordering->name << ": " << valid[i] << " " << valid[j] << " " << valid[k];
      }
    }
  }
}

TEST(Orderings, TakeTimeThatGrowsWithTheTextOnly) {
  const auto begin = std::chrono::steady_clock::now();
  for (const std::string_view piece :
       {"1", "1.", "1-", "1a", "0", "a", "~", "1_p", "-1.0a", "^1"}) {
    std::string text = "1";
    while (text.size() < 300000) text += piece;
    for (const Ordering* const ordering : all_orderings()) {
      (void)ordering->compare(text + "1", text + "2");
    }
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

TEST(Orderings, AreThoseOfOsvEcosystems) {
  const auto name = [](std::string_view ecosystem) {
    const Ordering* const ordering = ordering_of(ecosystem);
    return ordering == nullptr ? std::string_view("none") : ordering->name;
  };
  EXPECT_EQ(name("Debian:12"), "dpkg");
  EXPECT_EQ(name("Ubuntu:22.04"), "dpkg");
  EXPECT_EQ(name("Ubuntu:Pro:18.04:LTS"), "dpkg");
  EXPECT_EQ(name("Alpine:v3.18"), "apk");
  EXPECT_EQ(name("Wolfi"), "apk");
  EXPECT_EQ(name("BellSoft Hardened Containers:23"), "apk");
  EXPECT_EQ(name("Red Hat:rhel_aus:8.4::appstream"), "rpm");
  EXPECT_EQ(name("SUSE:Linux Enterprise Server 15 SP5"), "rpm");
  EXPECT_EQ(name("Maven:https://repo1.example.org"), "maven");
  EXPECT_EQ(name("Root:Alpine:3.18"), "apk");
  EXPECT_EQ(name("crates.io"), "semver");
  EXPECT_EQ(name("opam"), "opam");
  EXPECT_EQ(name("Linux"), "none");
  EXPECT_EQ(name("npmjs"), "none");
  EXPECT_EQ(name(""), "none");
}

std::string sign_of(std::string_view scheme, std::string_view a, std::string_view b) {
  const Order order = find_ordering(scheme)->compare(a, b);
  return !order ? "!" : *order < 0 ? "<" : *order > 0 ? ">" : "=";
}

TEST(Orderings, KnowTheOddFormsOfGo) {
  EXPECT_EQ(sign_of("go", "go1.21rc2", "go1.21.0"), "<");
  EXPECT_EQ(sign_of("go", "go1.21rc2", "1.21.0-rc.10"), "<");
  EXPECT_EQ(sign_of("go", "go1.20", "v1.20.0"), "=");
  EXPECT_EQ(sign_of("go", "1.21.0-0", "go1.21rc1"), "<");
  EXPECT_EQ(
      sign_of("go", "v0.0.0-20190101000000-abcdefabcdef", "0.0.0-20200101000000-000000000000"),
      "<");
  EXPECT_EQ(sign_of("go", "v0.0.0-20190101000000-abcdefabcdef", "v0.0.1"), "<");
  EXPECT_EQ(sign_of("go", "v2.0.0+incompatible", "2.0.0"), "=");
  EXPECT_EQ(sign_of("go", "(devel)", "1.0.0"), "!");
}

TEST(Orderings, RefuseWhatIsNoVersion) {
  EXPECT_EQ(sign_of("dpkg", "", "1"), "!");
  EXPECT_EQ(sign_of("dpkg", "x:1", "1"), "!");
  EXPECT_EQ(sign_of("dpkg", "99999999999:1", "1"), "!");
  EXPECT_EQ(sign_of("semver", "latest", "1.0.0"), "!");
  EXPECT_EQ(sign_of("semver", "1..2", "1.0.0"), "!");
  EXPECT_EQ(sign_of("gem", "1.0$", "1.0"), "!");
  EXPECT_EQ(sign_of("cran", "1.0-a", "1.0"), "!");
  EXPECT_EQ(sign_of("hackage", "1-2", "1.0"), "!");
}

TEST(NpmRange, MatchesAsNodeDoes) {
  const auto matches = [](std::string_view range, std::string_view version) {
    const std::optional<bool> result = matches_npm_range(range, version);
    return !result ? "none" : *result ? "yes" : "no";
  };
  EXPECT_STREQ(matches("^1.2 || >=2 <3", "2.9.9"), "yes");
  EXPECT_STREQ(matches("^1.2 || >=2 <3", "3.0.0-rc.1"), "no");
  EXPECT_STREQ(matches("^0.2.3", "0.3.0"), "no");
  EXPECT_STREQ(matches("^0.0.3", "0.0.4"), "no");
  EXPECT_STREQ(matches("~1.2", "1.2.9"), "yes");
  EXPECT_STREQ(matches("1.2 - 2", "2.99.0"), "yes");
  EXPECT_STREQ(matches("1.2 - 2.3.4", "2.3.5"), "no");
  EXPECT_STREQ(matches("1.x", "1.99.0"), "yes");
  EXPECT_STREQ(matches("*", "1.0.0-beta"), "no");
  EXPECT_STREQ(matches("", "1.0.0"), "yes");
  EXPECT_STREQ(matches(">1.2.3-alpha.3", "1.2.3-alpha.7"), "yes");
  EXPECT_STREQ(matches(">1.2.3-alpha.3", "3.4.5-alpha.9"), "no");
  EXPECT_STREQ(matches(">1.9", "1.10.0"), "yes");
  EXPECT_STREQ(matches("^99999999999999999999999", "100000000000000000000000.0.0"), "no");
  EXPECT_STREQ(matches("latest", "1.0.0"), "none");
  EXPECT_STREQ(matches("^1", "latest"), "none");
}

}  // namespace
}  // namespace boltseal
