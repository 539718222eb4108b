#include "sources/document.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

// A script inside a block scalar: two spaces of indentation are not part of the text.
struct Nested {
  File file{"user-data", "run: |\n  one\n  two\n"};
  Document outer{file};
  Document inner = outer.embed(
      "step.sh",
      [&] {
        Document::Pieces pieces;
        pieces.copy(outer, {9, 13});
        pieces.copy(outer, {15, 19});
        return pieces;
      }(),
      "  ");
};

TEST(Document, LeadsBackThroughIndentation) {
  const Nested nested;
  EXPECT_EQ(nested.inner.text(), "one\ntwo\n");
  EXPECT_EQ(nested.inner.to_file({4, 7}), (ByteSpan{15, 18}));
  EXPECT_EQ(nested.inner.to_file({0, 7}), (ByteSpan{9, 18}));
  EXPECT_EQ(nested.inner.to_local({15, 18}), (ByteSpan{4, 7}));
  EXPECT_EQ(nested.inner.to_local({0, 3}), std::nullopt);
}

TEST(Document, IndentsInsertedLines) {
  const Nested nested;
  const auto made = [&](std::uint32_t at) {
    const auto edits = nested.inner.to_file({Edit{{at, at}, "new\n"}});
    EXPECT_TRUE(edits.has_value());
    std::string text = nested.file.text;
    return text.insert((*edits)[0].span.begin, (*edits)[0].replacement);
  };
  EXPECT_EQ(made(0), "run: |\n  new\n  one\n  two\n");
  EXPECT_EQ(made(4), "run: |\n  one\n  new\n  two\n");
  EXPECT_EQ(made(8), "run: |\n  one\n  two\n  new\n");
}

TEST(Document, MapsReplacedPiecesAsAWhole) {
  const File file{"a", "x=\"a\\nb\""};
  const Document outer(file);
  Document::Pieces pieces;
  pieces.copy(outer, {3, 4});
  pieces.replace("\n", {4, 6});
  pieces.copy(outer, {6, 7});
  const Document inner = outer.embed("b", std::move(pieces));
  EXPECT_EQ(inner.text(), "a\nb");
  EXPECT_EQ(inner.to_file({1, 2}), (ByteSpan{4, 6}));
  EXPECT_EQ(inner.to_file({0, 3}), (ByteSpan{3, 7}));
  EXPECT_FALSE(inner.to_file({Edit{{1, 2}, " "}}).has_value());
  EXPECT_TRUE(inner.to_file({Edit{{2, 3}, "c"}}).has_value());
}

}  // namespace
}  // namespace boltseal
