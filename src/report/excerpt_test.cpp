#include "report/excerpt.h"

#include <gtest/gtest.h>

#include "base/display_width.h"
#include "base/text.h"

namespace boltseal {
namespace {

// The place of `marked` in a one-line file.
Place place_of(const std::string& line, std::string_view marked) {
  Place place;
  const auto at = static_cast<std::uint32_t>(line.find(marked));
  place.path = "x";
  place.bytes = {at, at + static_cast<std::uint32_t>(marked.size())};
  place.begin = {1, static_cast<std::uint32_t>(count_code_points(line.substr(0, at)) + 1)};
  place.end = {1, place.begin.column + static_cast<std::uint32_t>(count_code_points(marked))};
  place.excerpt = line;
  return place;
}

// What stands above the carets.
std::string marked_by(const Excerpt& excerpt) {
  std::string text;
  std::size_t column = 0;
  for (std::string_view rest = excerpt.line; !rest.empty();) {
    const std::size_t length = std::max<std::size_t>(1, utf8_length(rest));
    const std::string_view sequence = rest.substr(0, length);
    const auto width = static_cast<std::size_t>(display_width_of(sequence));
    const std::size_t end = std::max(column + width, column + 1);
    if (column >= excerpt.begin && end <= excerpt.end) text += sequence;
    column += width;
    rest.remove_prefix(length);
  }
  return text;
}

TEST(Excerpt, MarksExactlyTheBytes) {
  for (const char* const line : {"USER root", "\tUSER\troot", "größe: root", "日本語 root x"}) {
    EXPECT_EQ(marked_by(draw(place_of(line, "root"), 80)), "root") << line;
  }
}

TEST(Excerpt, ShowsTabsAndControlCharactersSafely) {
  EXPECT_EQ(draw(place_of("a\tb", "b"), 80).line, "a   b");
  EXPECT_EQ(draw(place_of("a\x1b[31mb", "b"), 80).line, "a\\x1b[31mb");
  EXPECT_EQ(marked_by(draw(place_of("a\x1b[31mb", "b"), 80)), "b");
  EXPECT_EQ(marked_by(draw(place_of("\xff\xfe: root", "root"), 80)), "root");
}

TEST(Excerpt, MasksSecretsAndStillPointsRight) {
  const Excerpt excerpt = draw(place_of("ENV TOKEN=abcdefghijklmnop USER=root", "root"), 80);
  EXPECT_EQ(excerpt.line, "ENV TOKEN=<masked> USER=root");
  EXPECT_EQ(marked_by(excerpt), "root");
  EXPECT_EQ(marked_by(draw(place_of("ENV TOKEN=abcdefghijkl", "abcdefghijkl"), 80)), "<masked>");
}

TEST(Excerpt, ClipsLongLinesAroundTheMark) {
  const std::string filler(100, 'x');
  for (const std::string& line : {"root " + filler, filler + " root " + filler, filler + " root"}) {
    const Excerpt excerpt = draw(place_of(line, "root"), 40);
    EXPECT_LE(display_width(excerpt.line), 40u) << excerpt.line;
    EXPECT_EQ(marked_by(excerpt), "root") << excerpt.line;
    EXPECT_NE(excerpt.line.find("…"), std::string::npos);
  }
  const Excerpt all = draw(place_of(filler, filler), 40);
  EXPECT_LE(display_width(all.line), 40u);
  EXPECT_LE(all.end, 40u);
}

TEST(Excerpt, MarksAtLeastOneColumn) {
  const Excerpt empty = draw(place_of("FROM x", ""), 80);
  EXPECT_EQ(empty.end, empty.begin + 1);
  const Excerpt nothing = draw(place_of("", ""), 80);
  EXPECT_EQ(nothing.begin, 0u);
  EXPECT_EQ(nothing.end, 1u);
}

}  // namespace
}  // namespace boltseal
