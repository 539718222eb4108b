#include "base/lines.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "base/text.h"

namespace boltseal {
namespace {

TEST(LineIndex, CountsColumnsOfLongLinesAsOfShortOnes) {
  // Two, three and four bytes, bytes that are no UTF-8, and a run of continuation bytes.
  const std::string piece = "aé€😀\xFF\xE2\x82x\x80\x80\x80\x80\x80";
  std::string text = "first\n";
  while (text.size() < 20000) text += piece;
  text += "\nlast";
  const LineIndex lines(text);
  for (std::uint32_t offset = 6; offset < text.size(); offset += 7) {
    // Inside a sequence there is no place.
    if ((static_cast<unsigned char>(text[offset]) & 0xC0) == 0x80) continue;
    const LineColumn at = lines.locate(offset);
    const std::size_t start = text.rfind('\n', offset - 1) + 1;
    ASSERT_EQ(at.column,
              count_code_points(std::string_view(text).substr(start, offset - start)) + 1)
        << offset;
  }
  EXPECT_EQ(lines.locate(static_cast<std::uint32_t>(text.size())).line, 3u);
}

TEST(LineIndex, FindsManyPlacesInOneLongLineSoon) {
  const std::string text(8 << 20, 'x');
  const LineIndex lines(text);
  const auto begin = std::chrono::steady_clock::now();
  std::uint64_t sum = 0;
  for (std::uint32_t offset = 0; offset < text.size(); offset += 128) {
    sum += lines.locate(offset).column - offset;
  }
  EXPECT_EQ(sum, text.size() / 128);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

}  // namespace
}  // namespace boltseal
