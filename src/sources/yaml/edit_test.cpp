#include <gtest/gtest.h>

#include "sources/yaml/json.h"
#include "sources/yaml/yaml.h"

namespace boltseal::yaml {
namespace {

struct Parsed {
  File file;
  Document document;
  Tree tree;

  explicit Parsed(std::string text, bool json = false)
      : file{"a.yaml", std::move(text)}, document(file) {
    const Result<void> result = json ? parse_json(document, tree) : parse(document, tree);
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
  }
  Parsed(const Parsed&) = delete;
  const Node& root() const { return *tree.documents.at(0); }
  const Node& at(std::string_view key) const { return *root().get(key); }
};

std::string applied(const Parsed& yaml, const Edit& edit) {
  std::string text = yaml.file.text;
  return text.replace(edit.span.begin, edit.span.size(), edit.replacement);
}

std::string replaced(std::string text, std::string_view value, WriteAs as = WriteAs::as_is) {
  const Parsed yaml(std::move(text));
  const std::string after = applied(yaml, replace_scalar(yaml.at("k"), value, as));
  const Parsed again(after);
  EXPECT_EQ(again.at("k").value, value);
  return after;
}

TEST(YamlEdit, ReplacesScalarsInTheirStyle) {
  EXPECT_EQ(replaced("k: root # why\n", "app"), "k: app # why\n");
  EXPECT_EQ(replaced("k: \"0\"\n", "10001"), "k: \"10001\"\n");
  EXPECT_EQ(replaced("k: '0'\n", "it's"), "k: 'it''s'\n");
  EXPECT_EQ(replaced("k: 0\n", "10001"), "k: 10001\n");
  EXPECT_EQ(replaced("k: 0\n", "10001", WriteAs::text), "k: \"10001\"\n");
  EXPECT_EQ(replaced("k: root\n", "a: b"), "k: \"a: b\"\n");
  EXPECT_EQ(replaced("k:\nl: 1\n", "x"), "k: x\nl: 1\n");
  EXPECT_EQ(replaced("k: |\n  old\n  text\nl: 1\n", "x"), "k: x\nl: 1\n");
  EXPECT_EQ(replaced("{k: root}", "a,b"), "{k: \"a,b\"}");
}

std::string added(std::string text, std::string_view value = "v", bool json = false) {
  const Parsed yaml(std::move(text), json);
  const Result<Edit> edit = add_entry(yaml.at("m"), "new", value);
  if (!edit) return "error: " + edit.error().message;
  const std::string after = applied(yaml, *edit);
  const Parsed again(after, json);
  EXPECT_NE(again.at("m").get("new"), nullptr) << after;
  return after;
}

TEST(YamlEdit, LeavesAPairAlone) {
  // The entry of `[a: b]` has no braces of its own, also when its key has.
  for (const char* text : {"m: [a: b]\n", "m: [{a: 1}: b]\n"}) {
    const Parsed yaml(text);
    const Node& pair = *yaml.at("m").items.front();
    EXPECT_EQ(pair.style, Style::pair);
    EXPECT_FALSE(add_entry(pair, "new", "v"));
    EXPECT_EQ(applied(yaml, remove_entry(pair, pair.entries.front())), "m: [{}]\n");
  }
}

TEST(YamlEdit, AddsEntries) {
  EXPECT_EQ(added("m:\n  a: 1 # c\n\nz: 2\n"), "m:\n  a: 1 # c\n  new: v\n\nz: 2\n");
  EXPECT_EQ(added("m:\r\n  a: 1\r\nz: 2\r\n"), "m:\r\n  a: 1\r\n  new: v\r\nz: 2\r\n");
  EXPECT_EQ(added("m:\n    a: 1"), "m:\n    a: 1\n    new: v");
  EXPECT_EQ(added("m:\n  a:\n    - b # c\n# d\n"), "m:\n  a:\n    - b # c\n  new: v\n# d\n");
  EXPECT_EQ(added("m:\n  a: |\n    text\n\nz: 1\n"), "m:\n  a: |\n    text\n  new: v\n\nz: 1\n");
  EXPECT_EQ(added("m:\n  a: 1\n", "\n- x\n- y"), "m:\n  a: 1\n  new:\n    - x\n    - y\n");
  EXPECT_EQ(added("m: {}\n"), "m: {new: v}\n");
  EXPECT_EQ(added("m: {a: 1}\n"), "m: {a: 1, new: v}\n");
  EXPECT_EQ(added("m: {a: 1,}\n"), "m: {a: 1, new: v,}\n");
  EXPECT_EQ(added("m: {\n  a: 1 # c\n}\n"), "m: {\n  a: 1,\n  new: v # c\n}\n");
  EXPECT_EQ(added("m: &a {a: 1}\nn:\n  <<: *a\n"), "m: &a {a: 1, new: v}\nn:\n  <<: *a\n");
  EXPECT_EQ(added("x: &x y\nm:\n  a: *x\n"), "x: &x y\nm:\n  a: *x\n  new: v\n");
  EXPECT_EQ(added("{\"m\": {\n  \"a\": [1]\n}}", "true", true),
            "{\"m\": {\n  \"a\": [1],\n  \"new\": true\n}}");
}

TEST(YamlEdit, AddsBehindADash) {
  const Parsed yaml("l:\n  - a: 1\n    b: 2\n  - c: 3\n");
  const Result<Edit> edit = add_entry(*yaml.at("l").items[0], "new", "v");
  ASSERT_TRUE(edit);
  EXPECT_EQ(applied(yaml, *edit), "l:\n  - a: 1\n    b: 2\n    new: v\n  - c: 3\n");
}

TEST(YamlEdit, EditsInsideAnEmbeddedDocument) {
  const Parsed outer("content: |\n  m:\n    a: 1\n  z: 2\nafter: 3\n");
  const Document inner = embed_scalar(outer.at("content"), "inner.yaml");
  Tree tree;
  ASSERT_TRUE(parse(inner, tree));
  const Result<Edit> edit = add_entry(*tree.documents[0]->get("m"), "new", "v");
  ASSERT_TRUE(edit);
  const Result<std::vector<Edit>> outer_edits = inner.to_file({*edit});
  ASSERT_TRUE(outer_edits) << outer_edits.error().message;
  EXPECT_EQ(applied(outer, outer_edits->at(0)),
            "content: |\n  m:\n    a: 1\n    new: v\n  z: 2\nafter: 3\n");
}

std::string removed(std::string text, std::string_view key) {
  const Parsed yaml(std::move(text));
  const Node& mapping = yaml.at("m");
  const std::string after = applied(yaml, remove_entry(mapping, *mapping.find(key)));
  const Parsed again(after);
  EXPECT_EQ(again.at("m").find(key), nullptr) << after;
  return after;
}

TEST(YamlEdit, RemovesEntries) {
  EXPECT_EQ(removed("m:\n  a: 1 # c\n  b: 2\nz: 3\n", "a"), "m:\n  b: 2\nz: 3\n");
  EXPECT_EQ(removed("m:\n  a: 1\n  b:\n    - x\n    - y\nz: 3\n", "b"), "m:\n  a: 1\nz: 3\n");
  EXPECT_EQ(removed("m:\n  a: 1\n  b: 2", "b"), "m:\n  a: 1");
  EXPECT_EQ(removed("m:\r\n  a: 1\r\n  b: 2\r\n", "b"), "m:\r\n  a: 1\r\n");
  EXPECT_EQ(removed("m:\n  a: 1\nz: 3\n", "a"), "m:\n  {}\nz: 3\n");
  EXPECT_EQ(removed("m: {a: 1, b: 2, c: 3}\n", "a"), "m: {b: 2, c: 3}\n");
  EXPECT_EQ(removed("m: {a: 1, b: 2, c: 3}\n", "c"), "m: {a: 1, b: 2}\n");
  EXPECT_EQ(removed("m: {a: 1}\n", "a"), "m: {}\n");
}

TEST(YamlEdit, EmittedTextReadsTheSame) {
  const std::string text =
      "a: 1\nb: '1'\nc: [x, [y, {z: null}], []]\nd: {}\ne: |\n  two\n  lines\nf: \"a\\nb\"\n"
      "g: 'yes'\nh:\n  - i: j\n    k: [l]\n  -\nm: ' lead'\nn: \"\\x07 \\u2028\"\no: \"a: b #c\"\n"
      "p: \"-\"\nq: '~'\nr: ~\ns: '... more'\nt: \"\\u0090\\uffff\"\n";
  const Parsed yaml(text);
  const std::string once = emit(yaml.root());
  const Parsed again(once);
  EXPECT_EQ(emit(again.root()), once);
  for (const char* key : {"a", "b", "e", "f", "g", "m", "n", "o", "p", "q", "s", "t"}) {
    EXPECT_EQ(again.at(key).value, yaml.at(key).value) << once;
    EXPECT_EQ(again.at(key).style == Style::plain, key == std::string_view("a")) << key << once;
  }
  EXPECT_TRUE(again.at("r").is_null());
  EXPECT_EQ(again.at("h").items[0]->get("k")->items[0]->value, "l");
}

}  // namespace
}  // namespace boltseal::yaml
