#include "sources/yaml/json.h"

#include <gtest/gtest.h>

namespace boltseal::yaml {
namespace {

struct Parsed {
  File file;
  Document document;
  Tree tree;
  Result<void> result;

  explicit Parsed(std::string text)
      : file{"daemon.json", std::move(text)}, document(file), result(parse_json(document, tree)) {}
  Parsed(const Parsed&) = delete;
  const Node& root() const { return *tree.documents.at(0); }
  std::string_view bytes(const Node* node) const {
    return node ? document.at(node->span) : "(none)";
  }
};

TEST(Json, SpansCoverValuesExactly) {
  for (const std::string lead : {"", "\xEF\xBB\xBF"}) {
    const Parsed json(lead +
                      "{ \"h\\u00e4\": [ \"tcp://0.0.0.0\" , {} , [ ] ],\r\n \"n\" : -1.5e3 ,\n"
                      "\"t\":true,\"z\" : null , \"o\": { \"a\" : \"x\\\"y\" } }\n");
    ASSERT_TRUE(json.result) << json.result.error().message;
    EXPECT_EQ(json.bytes(json.root().entries[0].key), "\"h\\u00e4\"");
    EXPECT_EQ(json.bytes(json.root().get("hä")), "[ \"tcp://0.0.0.0\" , {} , [ ] ]");
    EXPECT_EQ(json.bytes(json.root().get("hä")->items[0]), "\"tcp://0.0.0.0\"");
    EXPECT_EQ(json.bytes(json.root().get("hä")->items[2]), "[ ]");
    EXPECT_EQ(json.bytes(json.root().get("n")), "-1.5e3");
    EXPECT_EQ(json.bytes(json.root().get("t")), "true");
    EXPECT_TRUE(json.root().get("z")->is_null());
    EXPECT_EQ(json.bytes(json.root().get("o")), "{ \"a\" : \"x\\\"y\" }");
    EXPECT_EQ(json.root().get("o")->get("a")->value, "x\"y");
    EXPECT_EQ(json.document.at(json.root().entries[1].span), "\"n\" : -1.5e3");
  }
  EXPECT_EQ(Parsed("\"x\"").root().value, "x");
  EXPECT_EQ(Parsed(" 12 ").root().value, "12");
  EXPECT_EQ(Parsed("[]").root().items.size(), 0u);
}

TEST(Json, StringsAreDecoded) {
  EXPECT_EQ(Parsed(R"(["\"\\\/\b\f\n\r\t"])").root().items[0]->value, "\"\\/\b\f\n\r\t");
  EXPECT_EQ(Parsed(R"(["\u00e9\u20AC\ud83d\ude00\u0000"])").root().items[0]->value,
            std::string("é€😀\0", 10));
  EXPECT_EQ(Parsed("[\"é€😀\x7F\"]").root().items[0]->value, "é€😀\x7F");
}

TEST(Json, RefusesBrokenEscapes) {
  for (const std::string text :
       {"[\"\\udc00\\ud800\"]", "[\"\\ud83d\\u0041\"]", "[\"\\u12g4\"]", "[\"\\u123", "[\"\\"}) {
    EXPECT_FALSE(Parsed(text).result) << text;
  }
}

TEST(Json, DuplicateKeysAreVisible) {
  const Parsed json("{\"a\": 1, \"a\": 2}");
  ASSERT_TRUE(json.result);
  ASSERT_EQ(json.tree.duplicates.size(), 1u);
  EXPECT_EQ(error_of(json.tree.duplicates[0]).span, (ByteSpan{9, 12}));
}

TEST(Json, RefusesWhatIsNotJson) {
  for (const std::string text : {"",
                                 "  \n",
                                 "{",
                                 "}",
                                 "[1,]",
                                 "{\"a\":1,}",
                                 "{\"a\" 1}",
                                 "{a: 1}",
                                 "[1 2]",
                                 "{\"a\":1} x",
                                 "// c\n{}",
                                 "{\"a\": 01}",
                                 "{\"a\": +1}",
                                 "{\"a\": .5}",
                                 "{\"a\": tru}",
                                 "[truefalse]",
                                 "{\"a\": \"x}",
                                 "[\"\\q\"]",
                                 "[\"a\nb\"]",
                                 "[\"\xFF\"]",
                                 "nul",
                                 "[,]",
                                 "{\"a\"}",
                                 "[1}",
                                 "{\"a\":[}",
                                 "'a'",
                                 "[1]]",
                                 "[NaN]",
                                 "1 2",
                                 "[\"\\ud800\"]"}) {
    const Parsed json(text);
    EXPECT_FALSE(json.result) << text;
    if (!json.result) {
      EXPECT_LE(json.result.error().span.end, text.size()) << text;
    }
  }
}

TEST(Json, ErrorsNameThePlace) {
  const Parsed comment("{\n  // why\n  \"a\": 1\n}");
  ASSERT_FALSE(comment.result);
  EXPECT_EQ(comment.result.error().span, (ByteSpan{4, 5}));
  EXPECT_EQ(comment.result.error().remedy, "Remove the comment: JSON has none");
  const Parsed comma("{\"a\": 1,\n}");
  ASSERT_FALSE(comma.result);
  EXPECT_EQ(comma.result.error().span, (ByteSpan{9, 10}));
  const Parsed word("{\"a\": yes}");
  ASSERT_FALSE(word.result);
  EXPECT_EQ(word.result.error().span, (ByteSpan{6, 7}));
  const Parsed utf8("{\"a\": \"\xFF\"}");
  ASSERT_FALSE(utf8.result);
  EXPECT_EQ(utf8.result.error().span, (ByteSpan{7, 8}));
}

TEST(Json, DepthIsBounded) {
  EXPECT_FALSE(Parsed(std::string(300, '[') + std::string(300, ']')).result);
  EXPECT_FALSE(Parsed(std::string(100000, '[')).result);
  EXPECT_TRUE(Parsed(std::string(200, '[') + std::string(200, ']')).result);
}

}  // namespace
}  // namespace boltseal::yaml
