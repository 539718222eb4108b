#include "repair/edits.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

TEST(Edits, AreMadeInOrder) {
  std::vector<Edit> edits = {{{4, 5}, "FIVE"}, {{0, 1}, "ONE"}, {{0, 1}, "ONE"}};
  ASSERT_TRUE(normalize(edits));
  EXPECT_EQ(with_edits("1 3 5", edits), "ONE 3 FIVE");
}

TEST(Edits, MustNotOverlap) {
  std::vector<Edit> overlapping = {{{0, 3}, "a"}, {{2, 4}, "b"}};
  EXPECT_FALSE(normalize(overlapping));
  std::vector<Edit> two_insertions = {{{2, 2}, "a"}, {{2, 2}, "b"}};
  EXPECT_FALSE(normalize(two_insertions));
}

TEST(Edits, DiffReplacesALine) {
  std::vector<Edit> edits = {{{4, 7}, "TWO"}};
  EXPECT_EQ(unified_diff("f", "one\ntwo\nthree\n", edits),
            "--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n");
}

TEST(Edits, DiffInsertsALine) {
  std::vector<Edit> edits = {{{4, 4}, "new\n"}};
  EXPECT_EQ(unified_diff("f", "one\ntwo\n", edits),
            "--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n one\n+new\n two\n");
}

TEST(Edits, DiffAppendsWithoutNewline) {
  std::vector<Edit> edits = {{{3, 3}, "\nUSER 1"}};
  EXPECT_EQ(unified_diff("f", "one", edits),
            "--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n-one\n\\ No newline at end of file\n+one\n+USER "
            "1\n\\ No newline at end of file\n");
}

TEST(Edits, DiffKeepsFarChangesApart) {
  std::string text;
  for (int i = 0; i < 20; ++i) text += "line\n";
  std::vector<Edit> edits = {{{0, 4}, "A"}, {{95, 99}, "B"}};
  const std::string diff = unified_diff("f", text, edits);
  EXPECT_NE(diff.find("@@ -1,4 +1,4 @@"), std::string::npos) << diff;
  EXPECT_NE(diff.find("@@ -17,4 +17,4 @@"), std::string::npos) << diff;
}

TEST(Edits, ComposeDoesBothInOne) {
  const std::string text = "one two three four";
  const std::vector<Edit> first = {{{0, 3}, "1"}, {{7, 7}, ", 2b"}, {{14, 18}, "4"}};
  const std::string between = with_edits(text, first);  // "1 two, 2b three 4"
  const std::vector<std::vector<Edit>> seconds = {
      {},
      {{{9, 9}, ", 2c"}},                 // behind what was inserted
      {{{7, 9}, "TWO"}, {{10, 15}, ""}},  // inside it, and elsewhere
      {{{0, 0}, "> "}, {{17, 17}, "."}},  // at both ends
      {{{0, 17}, "none"}},
  };
  for (const std::vector<Edit>& second : seconds) {
    std::vector<Edit> both = compose(first, second, between);
    EXPECT_EQ(with_edits(text, both), with_edits(between, second));
    EXPECT_TRUE(normalize(both));
  }
}

}  // namespace
}  // namespace boltseal
