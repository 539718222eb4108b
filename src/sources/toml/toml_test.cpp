#include "sources/toml/toml.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "sources/toml/options.h"
#include "sources/yaml/fields.h"

namespace boltseal {
namespace {

// What stands at the place of the value behind these keys.
std::string at(const std::string& text, std::string_view table, std::string_view key) {
  const File file{"a.toml", text};
  const Document document(file);
  yaml::Tree tree;
  const Result<void> parsed = yaml::parse_toml(document, tree);
  if (!parsed) return "! " + parsed.error().message;
  const yaml::Fields fields = toml_text::table_at(yaml::Fields(tree.documents.front()), table);
  return fields.has(key) ? std::string(document.at(fields.node()->get(key)->span)) : "-";
}

TEST(Toml, KnowsBytesBehindColumns) {
  EXPECT_EQ(at("\xEF\xBB\xBFk = \"v\"", "", "k"), "\"v\"");
  EXPECT_EQ(at("\"ü\" = \"→\"\r\n[t]\r\nk = 'ü' # ä", "t", "k"), "'ü'");
  EXPECT_EQ(at("a.b = { c = 'ü', d = [1,\n 2] }", "a/b", "d"), "[1,\n 2]");
  EXPECT_EQ(at("[\"x.y\".z]\nk = '''\nü\n'''", "x.y/z", "k"), "'''\nü\n'''");
  EXPECT_EQ(at("[[a]]\n[[a]]\nk=1", "", "none"), "-");
}

TEST(Toml, RefusesWhatItCannotKeep) {
  EXPECT_EQ(at("a = \nb = 1", "", "b").substr(0, 2), "! ");
  EXPECT_EQ(at("a = 1\na = 2", "", "a").substr(0, 2), "! ");
  EXPECT_EQ(at("\xC3", "", "a").substr(0, 2), "! ");
  EXPECT_EQ(at("\n[\\", "", "a").substr(0, 2), "! ");
  std::string keys = "a";
  for (int i = 0; i < 100'000; ++i) keys += ".a";
  EXPECT_EQ(at("[" + keys + "]", "", "a"), "! a key has more than 100 parts");
  EXPECT_EQ(at("k = " + std::string(100'000, '['), "", "a").substr(0, 2), "! ");
  std::string nested = "k = ";
  for (int i = 0; i < 30; ++i) nested += "{ a.b.c.d = ";
  EXPECT_EQ(at(nested + "1" + std::string(30, '}'), "", "k").substr(0, 2), "! ");
}

using toml_text::Form;
constexpr std::array options = {
    toml_text::Option{"a", "level", Form::text, Fact::log_level},
    toml_text::Option{"a", "pivot", Form::negated, Fact::pivot_root},
    toml_text::Option{"a/b.c", "most", Form::number, Fact::pids_limit},
    toml_text::Option{"a", "capabilities", Form::capabilities, Fact::capabilities_dropped},
};

// The text after a change.
std::string changed(const std::string& text, Change change, const std::string& place = {}) {
  const File file{"a.toml", text};
  const Document document(file);
  if (!place.empty()) {
    const auto begin = static_cast<std::uint32_t>(text.find(place));
    change.at = document.origin({begin, begin + static_cast<std::uint32_t>(place.size())});
  }
  const auto edits = toml_text::write_option(document, change, options);
  if (!edits) return "! " + edits.error().message;
  std::string result = text;
  for (const Edit& edit : *edits) {
    result.replace(edit.span.begin, edit.span.size(), edit.replacement);
  }
  return result;
}

TEST(TomlOptions, AreReplacedWhereTheyStand) {
  EXPECT_EQ(changed("[a]\nlevel = 'x' # why\n", {.fact = Fact::log_level, .value = "q\""}),
            "[a]\nlevel = \"q\\\"\" # why\n");
  EXPECT_EQ(changed("a.pivot=true", {.fact = Fact::pivot_root, .value = true}), "a.pivot=false");
}

TEST(TomlOptions, AreAddedToTheirTable) {
  EXPECT_EQ(changed("[a]\r\n  x = 1\r\n", {.fact = Fact::log_level, .value = "info"}),
            "[a]\r\n  level = \"info\"\r\n  x = 1\r\n");
  EXPECT_EQ(changed("x = 1", {.fact = Fact::pids_limit, .value = std::int64_t{9}}),
            "x = 1\n\n[a.\"b.c\"]\nmost = 9\n");
  EXPECT_EQ(changed("[a.b]\nx = 1\n", {.fact = Fact::log_level, .value = "info"}),
            "[a.b]\nx = 1\n\n[a]\nlevel = \"info\"\n");
  EXPECT_EQ(changed("", {.fact = Fact::log_level, .value = "info"}), "[a]\nlevel = \"info\"\n");
}

TEST(TomlOptions, AreRemoved) {
  const Change level{.op = Change::Op::remove, .fact = Fact::log_level};
  EXPECT_EQ(changed("[a]\nlevel = 'x' # why\nx = 1\n", level), "[a]\nx = 1\n");
  EXPECT_EQ(changed("[a]\n  level = 'x'", level), "[a]\n");
  EXPECT_EQ(changed("a = { level = 'x', x = 1 }", level).substr(0, 2), "! ");
  const Change item{.op = Change::Op::remove, .fact = Fact::capabilities_added, .element = "B"};
  const std::string list = "[a]\ncapabilities = [\n  'A', # a\n  'B',\n  'C'\n]\n";
  EXPECT_EQ(changed(list, item, "'B'"), "[a]\ncapabilities = [\n  'A', # a\n  'C'\n]\n");
  EXPECT_EQ(changed(list, item, "'C'"), "[a]\ncapabilities = [\n  'A', # a\n  'B'\n]\n");
  EXPECT_EQ(changed("[a]\ncapabilities = ['B']", item, "'B'"), "[a]\ncapabilities = []");
}

}  // namespace
}  // namespace boltseal
