// What is read as the library reads it, and what is not read although the library would.

#include "seal/strict_json.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace boltseal {
namespace {

TEST(StrictJson, ReadsAsTheLibraryDoes) {
  for (const char* text :
       {"null", " true ", "false", "0", "-1.5e3", "18446744073709551615", "\"\"", "[]", "{}",
        "[1, [2, {\"a\": [] }], \"b\"]", R"({"a": {"b": {}, "c": [null]}, "d": ""})",
        R"("\u00e9\n\\\"/")", "\"é\"", R"({"\u0061": 1})", "\r\n{\"a\"\t:\n1}"}) {
    const auto read = parse_strict_json(text);
    ASSERT_TRUE(read) << text << ": " << read.error().message;
    EXPECT_EQ(**read, json::parse(text)) << text;
  }
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
    const auto read = parse_strict_json(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().message, "is no JSON") << text;
  }
  using std::string_view_literals::operator""sv;
  for (const std::string_view text : {"1\0"sv, "null\0 2"sv, "[1\0, 2]"sv, "{}\0"sv, "\"\0\""sv}) {
    EXPECT_FALSE(parse_strict_json(text));
  }
}

TEST(StrictJson, RefusesWhatCanBeReadInTwoWays) {
  EXPECT_EQ(parse_strict_json(R"({"a":1,"b":2,"\u0061":3})").error().message, "gives \"a\" twice");
  EXPECT_EQ(parse_strict_json(R"([{"x":{"a":1,"a":1}}])").error().message, "gives \"a\" twice");
  EXPECT_TRUE(parse_strict_json(R"([{"a":1},{"a":2}])"));
  const std::string deep = std::string(32, '[') + std::string(32, ']');
  EXPECT_TRUE(parse_strict_json(deep));
  EXPECT_EQ(parse_strict_json("[" + deep + "]").error().message, "is nested too deeply");
  EXPECT_EQ(parse_strict_json(std::string(1'000'000, '[')).error().message, "is nested too deeply");
}

}  // namespace
}  // namespace boltseal
