#include "rules/profile.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace boltseal {
namespace {

std::string read(std::string_view text) {
  const Result<AskedProfile> asked = parse_profile(text);
  return asked ? name_of(*asked) : "error: " + asked.error().message;
}

TEST(Profile, IsReadWithItsVersion) {
  EXPECT_EQ(read("minimal"), "minimal");
  EXPECT_EQ(read("strict"), "strict");
  EXPECT_EQ(read("pss-baseline"), "pss-baseline@v1.37");
  EXPECT_EQ(read("pss-baseline@latest"), "pss-baseline@v1.37");
  EXPECT_EQ(read("pss-restricted@v1.0"), "pss-restricted@v1.0");
  EXPECT_EQ(read("pss-restricted@v1.37"), "pss-restricted@v1.37");
}

TEST(Profile, ErrorsSayWhatToWrite) {
  EXPECT_EQ(read("stric"), "error: there is no profile \"stric\", did you mean strict?");
  EXPECT_EQ(read("strict@v1.24"),
            "error: only pss-baseline and pss-restricted have versions; write strict");
  EXPECT_EQ(read("pss-baseline@1.24"), "error: a version begins with v; write v1.24");
  for (const std::string version : {"", "v", "v1", "v1.", "v1.07", "v1.-1", "v1.24 ",
                                    "v1.1234567890123456789", "v2.0", "V1.1"}) {
    EXPECT_EQ(read("pss-baseline@" + version), "error: \"" + version +
                                                   "\" is no version of Kubernetes 1; write v1.0 "
                                                   "to v1.37 or latest");
  }
  EXPECT_EQ(read("pss-baseline@v1.38"),
            "error: the Pod Security Standards of v1.38 are not known; write v1.0 to v1.37 or "
            "latest");
}

std::size_t count(AskedProfile asked) {
  return static_cast<std::size_t>(std::ranges::count_if(
      all_rules(), [&](const NamedRule& rule) { return is_in(rule, asked); }));
}

TEST(Profile, LevelsOfPodSecurityHaveTheChecksOfTheirVersion) {
  EXPECT_EQ(count({Profile::pss_baseline, 0}), 11u);
  EXPECT_EQ(count({Profile::pss_baseline, 34}), 12u);
  // All of Baseline but hostPath, plus volumes and runAsNonRoot.
  EXPECT_EQ(count({Profile::pss_restricted, 0}), 12u);
  EXPECT_EQ(count({Profile::pss_restricted, 8}), 13u);
  EXPECT_EQ(count({Profile::pss_restricted, 37}), 15u);
  for (const NamedRule& rule : all_rules()) {
    EXPECT_EQ(rule.group == pod_security_group, is_pod_security(rule.rule->profile)) << rule.id;
    EXPECT_EQ(rule.group == pod_security_group, rule.rule->pod != nullptr) << rule.id;
    EXPECT_FALSE(rule.group == pod_security_group && is_in(rule, Profile::strict)) << rule.id;
    if (!rule.rule->replaces.empty()) {
      EXPECT_NE(find_rule(rule.rule->replaces), nullptr) << rule.id;
    }
  }
}

}  // namespace
}  // namespace boltseal
