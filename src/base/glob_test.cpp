#include "base/glob.h"

#include <gtest/gtest.h>

#include <string>

namespace boltseal {
namespace {

TEST(Glob, MatchesAsGitignoreDoes) {
  EXPECT_TRUE(matches_glob("*.log", "a.log"));
  EXPECT_FALSE(matches_glob("*.log", "a/b.log"));
  EXPECT_TRUE(matches_glob("**/*.log", "a/b.log"));
  EXPECT_TRUE(matches_glob("**/*.log", "b.log"));
  EXPECT_TRUE(matches_glob("a/**/z", "a/z"));
  EXPECT_TRUE(matches_glob("a/**/z", "a/b/c/z"));
  EXPECT_FALSE(matches_glob("a/**/z", "b/z"));
  EXPECT_TRUE(matches_glob("a/**", "a/b/c"));
  EXPECT_FALSE(matches_glob("a/**", "a"));
  EXPECT_TRUE(matches_glob("a?c", "abc"));
  EXPECT_FALSE(matches_glob("a?c", "a/c"));
  EXPECT_TRUE(matches_glob("[a-c]x", "bx"));
  EXPECT_FALSE(matches_glob("[!a-c]x", "bx"));
  EXPECT_TRUE(matches_glob("[]]", "]"));
  EXPECT_TRUE(matches_glob("[x", "[x"));
  EXPECT_TRUE(matches_glob("\\*", "*"));
  EXPECT_FALSE(matches_glob("\\*", "a"));
  EXPECT_TRUE(matches_glob("a*b*c", "aXbYbZc"));
}

TEST(Glob, IsNotExponential) {
  std::string pattern, path(60, 'a');
  for (int i = 0; i < 30; ++i) pattern += "*a";
  pattern += "b";
  EXPECT_FALSE(matches_glob(pattern, path));
}

}  // namespace
}  // namespace boltseal
