#include "base/text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

namespace boltseal {
namespace {

// What a text is made of, and how each piece is shown.
struct Piece {
  std::string_view text, shown;
};
constexpr std::array pieces = {
    Piece{"a", "a"},
    Piece{"plain ASCII", "plain ASCII"},
    Piece{"\t", "\t"},
    Piece{"~", "~"},
    Piece{"\x7f", "\\x7f"},
    Piece{"\n", "\\x0a"},
    Piece{"é", "é"},
    Piece{"€", "€"},
    Piece{"😀", "😀"},
    Piece{"\u202e", "\\u{202e}"},       // right-to-left override
    Piece{"\U000e0041", "\\u{e0041}"},  // a tag character
    Piece{"\xff", "\\xff"},
};

// Every text of three pieces, behind 0 to 8 letters: the loops look at 8 bytes at once.
template <class Check>
void each_text(Check check) {
  for (std::size_t letters = 0; letters <= 8; ++letters) {
    for (const Piece& first : pieces) {
      for (const Piece& second : pieces) {
        for (const Piece& third : pieces) {
          std::string text(letters, 'x'), shown = text;
          for (const Piece& piece : {first, second, third}) {
            text += piece.text;
            shown += piece.shown;
          }
          check(text, shown);
        }
      }
    }
  }
}

TEST(Text, CountsCodePoints) {
  each_text([](const std::string& text, const std::string&) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
      at += std::max<std::size_t>(1, utf8_length(std::string_view(text).substr(at)));
    }
    ASSERT_EQ(count_code_points(text), count) << text;
  });
}

TEST(Text, EscapesWhatMovesTheCursorOrIsNoUtf8) {
  each_text(
      [](const std::string& text, const std::string& shown) { ASSERT_EQ(sanitize(text), shown); });
  EXPECT_EQ(sanitize(""), "");
}

}  // namespace
}  // namespace boltseal
