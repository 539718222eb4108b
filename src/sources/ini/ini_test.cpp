#include "sources/ini/ini.h"

#include <gtest/gtest.h>

#include "sources/ini/words.h"

namespace boltseal::ini {
namespace {

TEST(Ini, SectionsAndEntriesWithTheirBytes) {
  const File file{"a.container",
                  "\xEF\xBB\xBF# x\r\n[Unit]\r\n  A = b c \r\n;y\n\n[Service]\nEmpty=\nA=="};
  const Document document(file);
  const Unit unit = parse(document);
  ASSERT_EQ(unit.sections.size(), 2u);
  EXPECT_EQ(unit.sections[0].name, "Unit");
  EXPECT_EQ(document.at(unit.sections[0].span), "[Unit]");
  ASSERT_EQ(unit.sections[0].entries.size(), 1u);
  const Entry& a = unit.sections[0].entries[0];
  EXPECT_EQ(a.key, "A");
  EXPECT_EQ(a.value.text(), "b c");
  EXPECT_EQ(document.at(a.span), "A = b c");
  EXPECT_EQ(document.at(a.value.to_file({2, 3})), "c");
  ASSERT_EQ(unit.sections[1].entries.size(), 2u);
  EXPECT_EQ(unit.sections[1].entries[0].value.text(), "");
  EXPECT_EQ(unit.sections[1].entries[1].value.text(), "=");
  EXPECT_TRUE(unit.errors.empty());
}

TEST(Ini, ContinuedLinesLeadBackToTheirBytes) {
  const File file{"u", "[S]\nA=one \\\n# comment\n  two\\\n\\\nthree\nB=\\"};
  const Document document(file);
  const Unit unit = parse(document);
  ASSERT_EQ(unit.sections[0].entries.size(), 2u);
  const Entry& a = unit.sections[0].entries[0];
  EXPECT_EQ(a.value.text(), "one  two  three");
  const auto three = static_cast<std::uint32_t>(a.value.text().find("three"));
  EXPECT_EQ(document.at(a.value.to_file({three, three + 5})), "three");
  EXPECT_EQ(unit.sections[0].entries[1].value.text(), " ");
}

TEST(Ini, WhatIsNoUnitIsAnError) {
  const File file{"u", "A=b\n[S\n[S]\nnothing\n"};
  const Unit unit = parse(Document(file));
  EXPECT_EQ(unit.errors.size(), 3u);
  ASSERT_EQ(unit.sections.size(), 1u);
  EXPECT_TRUE(unit.sections[0].entries.empty());
}

TEST(IniWords, QuotesEscapesAndSpecifiers) {
  const File file{"u", R"(a "b c" d'e f'g \x41\n\q %%h %i "" "open)"};
  const Document document(file);
  const auto words = split(document, {0, static_cast<std::uint32_t>(file.text.size())});
  std::vector<std::string> texts;
  for (const Word& word : words) texts.push_back(word.text.bytes());
  EXPECT_EQ(texts,
            (std::vector<std::string>{"a", "b c", "de fg", "A\n\\q", "%h", "%i", "", "open"}));
  EXPECT_EQ(document.at(words[1].span), "\"b c\"");
  EXPECT_FALSE(words[5].text.is_known());
}

}  // namespace
}  // namespace boltseal::ini
