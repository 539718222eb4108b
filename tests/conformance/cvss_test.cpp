// CVSS vectors of every version with their scores.

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <string>

#include "base/files.h"
#include "base/text.h"
#include "model/cvss.h"
#include "support/golden.h"

namespace boltseal::test {
namespace {

constexpr std::array files = {
    "vectors_calculator2", "vectors_calculator3",   "vectors_security4",
    "vectors_simple2",     "vectors_simple3",       "vectors_simple31",
    "vectors_simple4",     "vectors_supplemental4", "vectors_threat4",
};

std::string shown_score(std::optional<double> score) {
  if (!score) return "None";
  char text[16];
  std::snprintf(text, sizeof text, "%.1f", *score);
  return text;
}

// "(9.0, 7.7, None)", or "7.3" alone.
std::vector<std::string> expected_scores(std::string_view text) {
  if (text.starts_with('(')) text = text.substr(1, text.size() - 2);
  std::vector<std::string> scores;
  for (const std::string_view part : split(text, ',')) {
    std::string_view score = trim(part);
    if (score == "-0.0") score = "0.0";
    if (!score.empty()) scores.emplace_back(score);
  }
  return scores;
}

// What is expected of 3.x has all three scores always. Ours are asked for by metrics that say "not
// defined", which is what leaving them out means.
std::string asking_for_all(std::string vector) {
  if (!vector.starts_with("CVSS:3.")) return vector;
  const auto scores = cvss_scores(vector);
  if (scores && !scores->temporal) vector += "/E:X";
  if (scores && !scores->environmental) vector += "/CR:X";
  return vector;
}

TEST(Cvss, ScoresAsTheSpecificationsDo) {
  const std::string folder = shared_material();
  if (folder.empty()) return;
  int vectors = 0;
  for (const std::string file : files) {
    const auto text = DiskFiles().read(folder + "/exam/cvss/" + file);
    ASSERT_TRUE(text.has_value()) << file;
    for (const std::string_view line : split(*text, '\n')) {
      const std::size_t hyphen = line.find(" - ");
      if (hyphen == line.npos) continue;
      const auto scores = cvss_scores(asking_for_all(std::string(line.substr(0, hyphen))));
      ASSERT_TRUE(scores.has_value()) << line;
      const std::vector<std::string> expected = expected_scores(trim(line.substr(hyphen + 3)));
      EXPECT_EQ(shown_score(scores->base), expected.front()) << line;
      if (expected.size() == 3) {
        EXPECT_EQ(shown_score(scores->temporal), expected[1]) << line;
        EXPECT_EQ(shown_score(scores->environmental), expected[2]) << line;
      }
      ++vectors;
    }
  }
  std::printf("%d CVSS vectors\n", vectors);
  EXPECT_GT(vectors, 0);
}

TEST(Cvss, RefusesWhatIsNoVector) {
  for (const std::string_view text :
       {"", "7.5", "CVSS:3.1/", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", "CVSS:5.0/AV:N",
        "CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:3.1/AV:Z/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "AV:N/AC:L/Au:N/C:P/I:P"}) {
    EXPECT_FALSE(cvss_scores(text).has_value()) << text;
    EXPECT_EQ(cvss_rating(text), Rating::unknown) << text;
  }
}

TEST(Cvss, RatesInWords) {
  EXPECT_EQ(cvss_rating("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"), Rating::critical);
  EXPECT_EQ(cvss_rating("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N"), Rating::negligible);
  EXPECT_EQ(cvss_rating("(AV:N/AC:L/Au:N/C:C/I:C/A:C)"), Rating::high);  // 10.0
  EXPECT_EQ(cvss_rating("AV:L/AC:L/Au:N/C:P/I:N/A:N"), Rating::low);     // 2.1
}

}  // namespace
}  // namespace boltseal::test
