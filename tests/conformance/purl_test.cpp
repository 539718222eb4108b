// The test suite of the package URL specification: parse, build, and both one after the other.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "model/purl.h"
#include "support/golden.h"

namespace boltseal::test {
namespace {

PackageUrl from_json(const json& parts) {
  PackageUrl purl{.type = text_in(parts, "type"),
                  .name_space = text_in(parts, "namespace"),
                  .name = text_in(parts, "name"),
                  .version = text_in(parts, "version"),
                  .qualifiers = {},
                  .subpath = text_in(parts, "subpath")};
  const auto qualifiers = parts.find("qualifiers");
  if (qualifiers == parts.end() || !qualifiers->is_object()) return purl;
  for (const auto& [key, value] : qualifiers->items()) purl.qualifiers[key] = value;
  return purl;
}

std::string shown(const Result<PackageUrl>& purl) {
  if (!purl) return purl.error().message;
  std::string text = purl->type + "|" + purl->name_space + "|" + purl->name + "|" + purl->version;
  for (const auto& [key, value] : purl->qualifiers) text.append("|").append(key + "=" + value);
  return text + "|" + purl->subpath;
}

void examine(const json& test, const std::string& where) {
  const std::string kind = text_in(test, "test_type");
  const bool refused = test.at("expected_failure").get<bool>();
  if (kind == "parse") {
    const Result<PackageUrl> purl = parse_strict_purl(text_in(test, "input"));
    EXPECT_EQ(!purl, refused) << where << ": " << shown(purl);
    if (purl && !refused) {
      EXPECT_EQ(shown(purl), shown(from_json(test.at("expected_output")))) << where;
    }
    return;
  }
  Result<std::string> text = fail("");
  if (kind == "build") {
    text = purl_text(from_json(test.at("input")));
  } else if (const auto purl = parse_purl(text_in(test, "input")); !purl) {
    text = std::unexpected(purl.error());
  } else {
    text = purl_text(*purl);
  }
  EXPECT_EQ(!text, refused) << where << ": " << (text ? *text : text.error().message);
  if (text && !refused) {
    EXPECT_EQ(*text, text_in(test, "expected_output")) << where;
  }
}

TEST(Purl, IsReadAndWrittenAsTheSpecificationTells) {
  const std::string folder = shared_material();
  if (folder.empty()) return;
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder + "/exam/purl")) {
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  int cases = 0;
  for (const std::string& file : files) {
    const auto text = DiskFiles().read(file);
    ASSERT_TRUE(text.has_value()) << file;
    const json suite = parse_json(*text);
    for (const json& test : suite.at("tests")) {
      examine(test, file.substr(folder.size()) + ": " + test.at("input").dump());
      ++cases;
    }
  }
  std::printf("%d cases of package URLs\n", cases);
  EXPECT_GT(cases, 0);
}

TEST(Purl, TakesWhatInventoriesWrite) {
  const auto text = [](std::string_view purl) {
    const Result<PackageUrl> parsed = parse_purl(purl);
    return shown(parsed);
  };
  EXPECT_EQ(text("pkg:golang/stdlib@1.21.3"), "golang||stdlib|1.21.3|");
  EXPECT_EQ(text("pkg:npm/@babel/core@7.0.0"), "npm|@babel|core|7.0.0|");
  EXPECT_EQ(text("pkg:deb/libc6@2.36-9%2Bdeb12u4?Arch=amd64"),
            "deb||libc6|2.36-9+deb12u4|arch=amd64|");
  EXPECT_EQ(text("pkg:github/a/b@feature/x"), "github|a|b|feature/x|");
  EXPECT_EQ(text("pkg:generic/a%2"), "not a package URL: \"%\" without two hexadecimal digits");
}

}  // namespace
}  // namespace boltseal::test
