// Every file in fixtures/ is read, and what it lists is compared with NAME.expected beside it.

#include "packages/sbom/bom.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "support/folder.h"
#include "support/golden.h"

namespace boltseal {
namespace {

namespace fs = std::filesystem;

std::string dump(const Package& package) {
  std::string line = package.type + " " + package.name + " " + package.version;
  const auto add = [&](const char* what, const std::string& text) {
    if (!text.empty()) line += std::string(", ") + what + " " + text;
  };
  add("for", package.architecture);
  if (package.source_name != package.name || package.source_version != package.version) {
    add("from", package.source_name + " " + package.source_version);
  }
  add("module", package.modularity);
  add("licence", package.license);
  add("vendor", package.vendor);
  add("in", package.path);
  add("needs", join(package.depends, " "));
  return line + "\n";
}

std::string dump(const Result<Bom>& bom) {
  const auto dump_error = [](const Error& error) {
    return "error: " + error.path + " " + error.message +
           (error.remedy.empty() ? "" : " (" + error.remedy + ")") + "\n";
  };
  if (!bom) return dump_error(bom.error());
  std::string text = "subject: " + bom->subject + "\n";
  if (const auto& system = bom->distribution) {
    text += "system: " + system->id + " " + system->version + " " + system->codename + ", " +
            system->title + "\n";
  }
  for (const Package& package : bom->packages) text += dump(package);
  for (const Error& error : bom->errors) text += dump_error(error);
  return text;
}

const std::string folder = "src/packages/sbom/fixtures/";

std::vector<std::string> fixtures() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(test::root() + folder)) {
    if (entry.path().extension() != ".expected") names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

class BomFixtures : public testing::TestWithParam<std::string> {};

TEST_P(BomFixtures, AreReadAsExpected) {
  const auto text = DiskFiles().read(test::root() + folder + GetParam());
  ASSERT_TRUE(text);
  test::expect_golden(folder + GetParam() + ".expected", dump(read_bom(*text, GetParam())));
}

INSTANTIATE_TEST_SUITE_P(Bom, BomFixtures, testing::ValuesIn(fixtures()), [](const auto& name) {
  std::string plain = name.param;
  std::ranges::replace_if(plain, [](char c) { return !is_word(c); }, '_');
  return plain;
});

TEST(Bom, IsRecognized) {
  EXPECT_TRUE(
      looks_like_bom("\xEF\xBB\xBF\r\n{\"specVersion\":\"1.6\",\"bomFormat\":\"CycloneDX\"}"));
  EXPECT_TRUE(looks_like_bom("SPDXVersion: SPDX-2.3\r\n"));
  for (const char* other : {"", "{", "[]", "<html>", "FROM alpine\n", "{\"spdx\": 1}"}) {
    EXPECT_FALSE(looks_like_bom(other)) << other;
  }
}

TEST(Bom, OfWindowsIsReadToo) {
  const auto text = DiskFiles().read(test::root() + folder + "tags.spdx");
  ASSERT_TRUE(text);
  std::string crlf;
  for (const char c : *text) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_EQ(dump(read_bom(crlf, "tags.spdx")), dump(read_bom(*text, "tags.spdx")));
}

TEST(Bom, HasBounds) {
  std::string deep = R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":[)";
  for (int i = 0; i < 100000; ++i) deep += R"({"components":[)";
  EXPECT_EQ(dump(read_bom(deep, "deep")), "error: deep is no valid JSON\n");
  std::string many = R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":[{})";
  for (int i = 0; i < 5000; ++i) many += R"(,{"purl":"x","name":"y"})";
  const auto bom = read_bom(many + "]}", "many");
  ASSERT_TRUE(bom);
  EXPECT_EQ(bom->errors.size(), 51u);
  EXPECT_EQ(bom->errors.back().message, "4950 more could not be read");
}

// What Trivy listed of 77 popular images in 2022 (Chainguard's bom-shelter).
TEST(Bom, OfPopularImagesIsReadInFull) {
  const std::string shared = test::shared_material();
  if (shared.empty()) GTEST_SKIP() << "skipped: no shared material";
  const test::TemporaryFolder extracted;
  const std::vector<std::string> command = {
      "tar", "--zstd",        "-xf", shared + "/data/sboms/bom-shelter-trivy-spdx-dev.tar.zst",
      "-C",  extracted.path()};
  const auto done = run_process(command);
  ASSERT_TRUE(done) << done.error().message;
  std::size_t files = 0, packages = 0, systems = 0;
  for (const auto& entry : fs::recursive_directory_iterator(extracted.path())) {
    if (!entry.is_regular_file()) continue;
    const std::string path = entry.path().string();
    const auto text = DiskFiles().read(path);
    ASSERT_TRUE(text);
    const auto bom = read_bom(*text, path);
    ASSERT_TRUE(bom) << bom.error().message;
    for (const Error& error : bom->errors) ADD_FAILURE() << path << ": " << error.message;
    ++files;
    packages += bom->packages.size();
    systems += bom->distribution.has_value();
  }
  EXPECT_EQ(files, 77u);
  EXPECT_EQ(systems, 68u);
  // They have 20600 URLs; the others are of packages that are listed twice with all that is said.
  EXPECT_EQ(packages, 20318u);
}

}  // namespace
}  // namespace boltseal
