// The merge cases of compose-go agree, its load cases are read without a fault, and those that it
// refuses for what they say are errors here at the same place.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "sources/compose/compose.h"
#include "sources/compose/effective.h"
#include "sources/yaml/json.h"
#include "support/golden.h"

namespace boltseal::compose {
namespace {

using yaml::Node;

// YAML equality: what a plain scalar means counts, and the order of keys does not.
std::string meaning(const Node& scalar) {
  if (scalar.is_null()) return "null";
  if (scalar.style == yaml::Style::plain) {
    if (const auto value = yaml::as_bool(scalar)) return *value ? "true" : "false";
    if (const auto value = yaml::as_int(scalar)) return "number " + std::to_string(*value);
    char* end = nullptr;
    const std::string text(scalar.value);
    const double number = std::strtod(text.c_str(), &end);
    if (*end == '\0') return "number " + std::to_string(number);
  }
  return "text " + std::string(scalar.value);
}

bool same(const Node& a, const Node& b) {
  if (a.kind != b.kind) return false;
  if (a.is_scalar()) return meaning(a) == meaning(b);
  if (a.items.size() != b.items.size() || a.entries.size() != b.entries.size()) return false;
  for (std::size_t at = 0; at < a.items.size(); ++at) {
    if (!same(*a.items[at], *b.items[at])) return false;
  }
  return std::all_of(a.entries.begin(), a.entries.end(), [&](const yaml::Entry& entry) {
    const Node* const other = b.get(entry.key->value);
    return other && same(*entry.value, *other);
  });
}

struct Parsed {
  File file;
  Document document;
  yaml::Tree tree;
  Parsed(std::string path, std::string text, bool json = false)
      : file{std::move(path), std::move(text)}, document(file) {
    const Result<void> done = json ? yaml::parse_json(document, tree) : yaml::parse(document, tree);
    EXPECT_TRUE(done) << file.path << ": " << (done ? "" : done.error().message);
  }
  Parsed(const Parsed&) = delete;
  const Node& root() const { return *tree.documents.at(0); }
};

class ComposeConformance : public testing::Test {
 protected:
  void SetUp() override {
    const std::string shared = test::shared_material();
    if (shared.empty()) GTEST_SKIP() << "skipped: no shared material";
    folder_ = shared + "/exam/compose/";
    Result<std::string> cases = DiskFiles().read(folder_ + "expected.json");
    ASSERT_TRUE(cases);
    cases_ = std::make_unique<Parsed>("expected.json", std::move(*cases), true);
  }
  std::string folder_;
  std::unique_ptr<Parsed> cases_;
};

TEST_F(ComposeConformance, MergesAgree) {
  std::size_t agreed = 0;
  const auto& cases = cases_->root().get("merge_cases")->items;
  for (const Node* each : cases) {
    const auto path = [&](std::string_view key) {
      return folder_ + std::string(each->get(key)->value);
    };
    const Result<std::string> merged =
        effective_text(DiskFiles(), {path("base"), path("override")});
    ASSERT_TRUE(merged) << path("base") << ": " << merged.error().message;
    const Parsed actual("actual", *merged);
    const Parsed expected(path("expected"), *DiskFiles().read(path("expected")));
    const bool equal = same(actual.root(), expected.root());
    EXPECT_TRUE(equal) << path("expected") << " is not\n" << *merged;
    agreed += equal ? 1 : 0;
  }
  EXPECT_EQ(agreed, cases.size());
}

TEST_F(ComposeConformance, LoadsDoNotFail) {
  // What compose-go refuses, by the key that its message names.
  const std::map<std::string, std::string> refused = {
      {"TestNonMappingObject-526", "the service foo must be a mapping"},
      {"TestDecodeErrors-996", "tab character"},
      {"TestInvalidResource-1052", "the key impossible is not known"},
      {"TestLoadTmpfsVolumeAdditionalPropertyNotAllowed-1165", "the key foo is not known"},
      {"TestLoadTmpfsVolumeSizeMustBeGTEQZero-1319", "must be a whole number, 0 or more"},
      {"TestLoadTmpfsVolumeSizeMustBeInteger-1334", "must be a whole number, 0 or more"}};
  for (const Node* each : cases_->root().get("load_cases")->items) {
    const std::string id(each->get("id")->value);
    const DiskFiles files;
    Inventory inventory;
    Reader reader(files, inventory);
    const Result<const File*> file = reader.open(folder_ + std::string(each->get("input")->value));
    ASSERT_TRUE(file) << id;
    reader.embed(Document(**file), compose_source);
    std::string messages;
    for (const Error& error : inventory.errors) {
      EXPECT_FALSE(error.span.empty()) << id << ": " << error.message;
      messages += error.message + "\n";
    }
    const auto expected = refused.find(id);
    if (expected != refused.end()) {
      EXPECT_NE(messages.find(expected->second), std::string::npos) << id << ": " << messages;
    } else {
      EXPECT_FALSE(each->get("expect")->get("error_contains")) << id;
      // Two cases include files that are not part of the material.
      const bool incomplete = messages.find("cannot be found") != std::string::npos;
      EXPECT_TRUE(messages.empty() || incomplete) << id << ": " << messages;
    }
  }
}

}  // namespace
}  // namespace boltseal::compose
