// What is read, and what is not read although others would.

#include "seal/strict_json.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

TEST(StrictJson, KeepsWhatIsWritten) {
  const auto read = StrictJson::read(R"( {"a": { "b" : [1,  "\u00e9"] }, "\u0063": null})");
  ASSERT_TRUE(read) << read.error().message;
  const yaml::Node* const a = (*read)->root().get("a");
  EXPECT_EQ((*read)->written(*a), R"({ "b" : [1,  "\u00e9"] })");
  EXPECT_EQ(a->get("b")->items[1]->value, "é");
  EXPECT_NE((*read)->root().get("c"), nullptr);
}

TEST(StrictJson, MergesNothing) {
  const auto read = StrictJson::read(R"({"<<": {"a": 1}})");
  ASSERT_TRUE(read);
  EXPECT_EQ((*read)->root().get("a"), nullptr);
}

TEST(StrictJson, RefusesWhatIsNone) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "}",
                           "[",
                           "]",
                           "[1",
                           "[1,",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{1:1}",
                           "{\"a\":1]",
                           "[1}",
                           "nul",
                           "True",
                           "01",
                           "+1",
                           ".5",
                           "1.",
                           "NaN",
                           "Infinity",
                           "'a'",
                           "\"a",
                           "\"\\\"",
                           "\"\\x\"",
                           "\"\t\"",
                           "\"\xff\"",
                           "\"\\ud800\"",
                           "1 2",
                           "{} {}",
                           "[]]",
                           "// a\n1",
                           "\xEF\xBB\xBF{}",
                           "\"a\"b",
                           "[\"a\"\"b\"]"}) {
    EXPECT_FALSE(StrictJson::read(text)) << text;
  }
  using std::string_view_literals::operator""sv;
  for (const std::string_view text : {"1\0"sv, "null\0 2"sv, "[1\0, 2]"sv, "{}\0"sv, "\"\0\""sv}) {
    EXPECT_FALSE(StrictJson::read(std::string(text)));
  }
}

TEST(StrictJson, RefusesWhatCanBeReadInTwoWays) {
  EXPECT_EQ(StrictJson::read(R"({"a":1,"b":2,"\u0061":3})").error().message, "gives \"a\" twice");
  EXPECT_EQ(StrictJson::read(R"([{"x":{"a":1,"a":1}}])").error().message, "gives \"a\" twice");
  EXPECT_TRUE(StrictJson::read(R"([{"a":1},{"a":2}])"));
  const std::string deep = std::string(32, '[') + std::string(32, ']');
  EXPECT_TRUE(StrictJson::read(deep));
  EXPECT_EQ(StrictJson::read("[" + deep + "]").error().message,
            "cannot be read: collections are nested more than 32 deep");
  EXPECT_EQ(StrictJson::read(std::string(1'000'000, '[')).error().message,
            "cannot be read: collections are nested more than 32 deep");
}

}  // namespace
}  // namespace boltseal
