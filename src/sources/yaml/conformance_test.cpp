// The public YAML test suite: what libyaml accepts we accept, what it refuses we refuse; what we
// refuse beyond that is counted and has a reason.

#include <gtest/gtest.h>
#include <yaml.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "sources/yaml/yaml.h"
#include "support/golden.h"

namespace boltseal::yaml {
namespace {

namespace fs = std::filesystem;

bool libyaml_accepts(const std::string& text) {
  yaml_parser_t parser;
  if (!yaml_parser_initialize(&parser)) return false;
  yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()),
                               text.size());
  bool good = true;
  for (bool done = false; good && !done;) {
    yaml_event_t event;
    good = yaml_parser_parse(&parser, &event) != 0;
    if (!good) break;
    done = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return good;
}

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(YamlConformance, AcceptsAndRejectsAsLibyaml) {
  const std::string shared = test::shared_material();
  if (shared.empty()) GTEST_SKIP() << "skipped: no shared material";
  const fs::path folder = fs::temp_directory_path() / ("boltseal-yaml-" + std::to_string(getpid()));
  fs::create_directories(folder);
  const std::string unpack = "tar --zstd -xf '" + shared + "/exam/yaml-test-suite.tar.zst' -C '" +
                             folder.string() + "' 2>/dev/null";
  if (std::system(unpack.c_str()) != 0) {
    fs::remove_all(folder);
    GTEST_SKIP() << "skipped: tar cannot read zstd here";
  }
  int documents = 0;
  int right = 0;
  int libyaml_right = 0;
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    if (file.path().filename() != "in.yaml") continue;
    ++documents;
    const bool valid = !fs::exists(file.path().parent_path() / "error");
    const File input{file.path().string(), slurp(file.path())};
    const Document document(input);
    Tree tree;
    const Result<void> parsed = parse(document, tree);
    const bool other = libyaml_accepts(input.text);
    right += parsed.has_value() == valid;
    libyaml_right += other == valid;
    EXPECT_EQ(parsed.has_value(), other)
        << file.path() << (parsed ? "" : ": " + parsed.error().message);
  }
  fs::remove_all(folder);
  EXPECT_GE(documents, 350);
  EXPECT_GE(right, libyaml_right);
  std::printf("%d documents: %d read as the suite says, %d by libyaml alone\n", documents, right,
              libyaml_right);
}

}  // namespace
}  // namespace boltseal::yaml
