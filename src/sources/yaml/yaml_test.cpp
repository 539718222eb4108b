#include "sources/yaml/yaml.h"

#include <gtest/gtest.h>

#include "base/lines.h"

namespace boltseal::yaml {
namespace {

/// A text with its tree; the file has to outlive both.
struct Parsed {
  File file;
  Document document;
  Tree tree;
  Result<void> result;

  explicit Parsed(std::string text, Limits limits = {})
      : file{"a.yaml", std::move(text)}, document(file), result(parse(document, tree, limits)) {}
  Parsed(const Parsed&) = delete;

  const Node& root() const { return *tree.documents.at(0); }
  std::string_view bytes(const Node* node) const {
    return node ? document.at(node->span) : "(none)";
  }
  std::string_view bytes(const Entry& entry) const { return document.at(entry.span); }
};

TEST(Yaml, SpansCoverScalarsWithTheirQuotes) {
  const Parsed yaml("a: one\nb: 'two'\nc: \"th\\nree\" # why\nd:\ne: [x, 'y' ]\n");
  ASSERT_TRUE(yaml.result) << yaml.result.error().message;
  EXPECT_EQ(yaml.bytes(yaml.root().get("a")), "one");
  EXPECT_EQ(yaml.bytes(yaml.root().get("b")), "'two'");
  EXPECT_EQ(yaml.bytes(yaml.root().get("c")), "\"th\\nree\"");
  EXPECT_EQ(yaml.root().get("c")->value, "th\nree");
  EXPECT_TRUE(yaml.root().get("d")->is_null());
  EXPECT_EQ(yaml.root().get("d")->span, (ByteSpan{37, 37}));
  EXPECT_EQ(yaml.bytes(yaml.root().get("e")), "[x, 'y' ]");
  EXPECT_EQ(yaml.bytes(yaml.root().get("e")->items[1]), "'y'");
  EXPECT_EQ(yaml.bytes(yaml.root().entries[2]), "c: \"th\\nree\"");
}

TEST(Yaml, SpansCountBytesNotCharacters) {
  for (const std::string lead : {"", "\xEF\xBB\xBF"}) {
    const Parsed yaml(lead + "# Grüße 🚢\r\nä: ünder\r\n\"ключ\": [é, b]\r\nz: last\r\n");
    ASSERT_TRUE(yaml.result);
    EXPECT_EQ(yaml.bytes(yaml.root().get("ä")), "ünder");
    EXPECT_EQ(yaml.bytes(yaml.root().entries[1].key), "\"ключ\"");
    EXPECT_EQ(yaml.bytes(yaml.root().get("ключ")->items[1]), "b");
    EXPECT_EQ(yaml.bytes(yaml.root().get("z")), "last");
  }
  const Parsed emoji(std::string(300, '#') + "\n" + "k: [🚢🚢🚢🚢, " + std::string(70, 'x') +
                     ", é, y]");
  ASSERT_TRUE(emoji.result);
  EXPECT_EQ(emoji.bytes(emoji.root().get("k")->items[3]), "y");
}

TEST(Yaml, SpansOfBlockCollectionsEndWithTheirLastContent) {
  const Parsed yaml(
      "a:\n  - x: 1\n    y: 2  # c\n\n  - z\n# end\nb: |\n  text\n\n  more\n\n\nc: {p: q}\n");
  ASSERT_TRUE(yaml.result);
  EXPECT_EQ(yaml.bytes(yaml.root().get("a")), "- x: 1\n    y: 2  # c\n\n  - z");
  EXPECT_EQ(yaml.bytes(yaml.root().get("a")->items[0]), "x: 1\n    y: 2");
  EXPECT_EQ(yaml.bytes(yaml.root().get("b")), "|\n  text\n\n  more");
  EXPECT_EQ(yaml.bytes(yaml.root().get("c")), "{p: q}");
}

TEST(Yaml, PropertiesAreNotPartOfTheSpan) {
  const Parsed yaml(
      "a: &one !mine  value\nb: !reset\nc: &m # note\n  &k key: v\n  other: *one\nd: !t [1]\n"
      "e: !reset null\nf: ! plain\n*one : g\n");
  ASSERT_TRUE(yaml.result) << yaml.result.error().message;
  EXPECT_EQ(yaml.bytes(yaml.root().get("a")), "value");
  EXPECT_EQ(yaml.root().get("a")->tag, "!mine");
  EXPECT_EQ(yaml.bytes(yaml.root().get("b")), "");
  EXPECT_EQ(yaml.root().get("b")->tag, "!reset");
  EXPECT_TRUE(yaml.root().get("b")->is_null());
  EXPECT_EQ(yaml.bytes(yaml.root().get("c")), "&k key: v\n  other: *one");
  EXPECT_EQ(yaml.root().get("c")->get("other"), yaml.root().get("a"));
  EXPECT_EQ(yaml.bytes(*yaml.root().get("c")->find("other")), "other: *one");
  EXPECT_EQ(yaml.bytes(yaml.root().get("d")), "[1]");
  EXPECT_EQ(yaml.root().get("e")->tag, "!reset");
  EXPECT_TRUE(yaml.root().get("e")->is_null());
  EXPECT_EQ(yaml.bytes(yaml.root().get("f")), "plain");
}

TEST(Yaml, MergesMappings) {
  const Parsed yaml(
      "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\n"
      "z:\n  <<: [*x, *y]\n  a: 0\nw:\n  '<<': *x\n");
  ASSERT_TRUE(yaml.result);
  const Node* z = yaml.root().get("z");
  EXPECT_EQ(z->get("a")->value, "0");
  EXPECT_EQ(z->get("b")->value, "2");
  EXPECT_EQ(z->get("c")->value, "4");
  EXPECT_EQ(z->get("d"), nullptr);
  std::string keys;
  for (const Entry& entry : merged_entries(*z))
    keys += std::string(entry.key->value) + "=" + std::string(entry.value->value);
  EXPECT_EQ(keys, "a=0b=2c=4");
  EXPECT_EQ(yaml.root().get("w")->get("a"), nullptr);
}

TEST(Yaml, KeepsDuplicateKeysAndNamesBothPlaces) {
  const Parsed yaml("a: 1\nb: 2\na: 3\n");
  ASSERT_TRUE(yaml.result);
  EXPECT_EQ(yaml.root().get("a")->value, "3");
  ASSERT_EQ(yaml.root().entries.size(), 3u);
  EXPECT_EQ(merged_entries(yaml.root()).size(), 2u);
  EXPECT_EQ(merged_entries(yaml.root())[0].value->value, "3");
  ASSERT_EQ(yaml.tree.duplicates.size(), 1u);
  const Error error = error_of(yaml.tree.duplicates[0]);
  EXPECT_EQ(error.message, "the key \"a\" is given twice in one mapping, first in line 1");
  EXPECT_EQ(error.span, (ByteSpan{10, 11}));
}

TEST(Yaml, ErrorsNameThePlace) {
  const auto error_at = [](std::string text) {
    const Parsed yaml(std::move(text));
    EXPECT_FALSE(yaml.result);
    return yaml.result ? ByteSpan{} : yaml.result.error().span;
  };
  EXPECT_EQ(error_at("a: b\nc\td: e\n\tf: g\n"), (ByteSpan{12, 13}));
  EXPECT_EQ(error_at("ä: *none\n"), (ByteSpan{4, 9}));
  EXPECT_EQ(error_at("a: &a [*a]\n"), (ByteSpan{7, 9}));
  EXPECT_EQ(error_at("k: \xFF\n"), (ByteSpan{3, 4}));
  EXPECT_EQ(error_at("\xEF\xBB\xBFk: \x01\n"), (ByteSpan{6, 7}));
  EXPECT_EQ(error_at("\xFF\xFEk"), (ByteSpan{0, 2}));
}

TEST(Yaml, KeepsTheDocumentsBeforeAnError) {
  const Parsed yaml("a: 1\n---\nb: [\n");
  EXPECT_FALSE(yaml.result);
  ASSERT_EQ(yaml.tree.documents.size(), 1u);
  EXPECT_EQ(yaml.root().get("a")->value, "1");
}

TEST(Yaml, AliasesAreSharedAndBombsRefused) {
  const Parsed shared("a: &a [1, 2]\nb: *a\n");
  ASSERT_TRUE(shared.result);
  EXPECT_EQ(shared.root().get("a"), shared.root().get("b"));

  std::string bomb = "a0: &a0 [x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last + "," + last + "]\n";
  }
  const Parsed refused(bomb);
  ASSERT_FALSE(refused.result);
  EXPECT_NE(refused.result.error().message.find("aliases"), std::string::npos);
}

TEST(Yaml, DepthIsBoundedAlsoThroughAliases) {
  const Parsed deep(std::string(300, '['));
  ASSERT_FALSE(deep.result);
  EXPECT_EQ(deep.result.error().message, "collections are nested more than 200 deep");
  EXPECT_TRUE(Parsed(std::string(200, '[') + std::string(200, ']')).result);

  std::string chain = "a0: &a0 " + std::string(100, '[') + std::string(100, ']') + "\n";
  for (int i = 1; i < 4; ++i) {
    chain += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " " + std::string(90, '[') +
             "*a" + std::to_string(i - 1) + std::string(90, ']') + "\n";
  }
  EXPECT_FALSE(Parsed(chain).result);
}

TEST(Yaml, ReadsScalars) {
  const Parsed yaml("[yes, 'yes', true, 'true', 10, 0x1F, 0o17, 010, -3, 1_000, ~, '', text, 1.5]");
  ASSERT_TRUE(yaml.result);
  const auto& items = yaml.root().items;
  EXPECT_EQ(as_bool(*items[0]), true);
  EXPECT_EQ(as_bool(*items[1]), std::nullopt);
  EXPECT_EQ(as_bool(*items[2]), true);
  EXPECT_EQ(as_bool(*items[3]), true);
  EXPECT_EQ(as_int(*items[4]), 10);
  EXPECT_EQ(as_int(*items[5]), 31);
  EXPECT_EQ(as_int(*items[6]), 15);
  EXPECT_EQ(as_int(*items[7]), 8);
  EXPECT_EQ(as_int(*items[8]), -3);
  EXPECT_EQ(as_int(*items[9]), 1000);
  EXPECT_EQ(as_text(*items[10]), "");
  EXPECT_TRUE(items[10]->is_null());
  EXPECT_FALSE(items[11]->is_null());
  EXPECT_EQ(as_int(*items[12]), std::nullopt);
  EXPECT_EQ(as_int(*items[13]), std::nullopt);
}

// libyaml ends lines at a lone carriage return as well: what cannot be followed byte by byte is one
// piece. Fuzzing found an exception here.
TEST(Yaml, EmbedsABlockWithLoneCarriageReturns) {
  const Parsed yaml("run: >-\n  a\r\r\r  b\n\n  c\r\n");
  ASSERT_TRUE(yaml.result);
  const Node& scalar = *yaml.root().get("run");
  EXPECT_EQ(embed_scalar(scalar, "run.sh").text(), scalar.value);
}

TEST(Yaml, EmbedsScalarsByteForByte) {
  const auto check = [](const std::string& text, std::string_view word) {
    const Parsed yaml(text);
    ASSERT_TRUE(yaml.result) << text;
    const Node& scalar = *yaml.root().get("run");
    const Document inner = embed_scalar(scalar, "run.sh");
    EXPECT_EQ(inner.text(), scalar.value) << text;
    const auto at = static_cast<std::uint32_t>(inner.text().find(word));
    const ByteSpan outer = inner.to_file({at, at + static_cast<std::uint32_t>(word.size())});
    EXPECT_EQ(text.substr(outer.begin, outer.size()), word) << text;
  };
  check("run: |\n  a b\n\n    deeper\n  last word\n", "last word");
  check("run: |\r\n  a b\r\n\r\n  last word\r\n", "last word");
  check("run: >-\n  folded\n  line\n\n    more\n   x\n  last word", "last word");
  check("run: |2\n    kept\n  last word\n", "last word");
  check("run: |+\n  a\n  last word\n\n\n", "last word");
  check("run: plain last word\n", "last word");
  check("run: plain over\n  lines\n\n  last word\n", "last word");
  check("run: 'it''s  the\n  last word'\n", "last word");
  check("run: \"tab\\tu\\u00e9 \\\n   joined \\x41 \n  \n last word\"\n", "last word");
}

}  // namespace
}  // namespace boltseal::yaml
