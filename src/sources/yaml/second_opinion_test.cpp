// Every YAML file of this repository, read by libfyaml as well: a parser with another ancestry must
// see the same documents, structure and text.

#include <gtest/gtest.h>
#include <libfyaml.h>

#include <filesystem>
#include <memory>

#include "base/files.h"
#include "sources/yaml/yaml.h"
#include "support/golden.h"

namespace boltseal::yaml {
namespace {

namespace fs = std::filesystem;

// "[a {b c}]": what a tree holds, without how it is written.
std::string outline(const Node& node) {
  if (node.is_scalar()) return "(" + std::string(node.value) + ")";
  std::string text = node.is_sequence() ? "[" : "{";
  for (const Node* item : node.items) text += outline(*item);
  for (const Entry& entry : node.entries) text += outline(*entry.key) + outline(*entry.value);
  return text + (node.is_sequence() ? "]" : "}");
}

std::string outline(fy_node* node) {
  // An empty value has no node of its own.
  if (node == nullptr) return "()";
  if (fy_node_is_scalar(node)) {
    std::size_t length = 0;
    const char* const value = fy_node_get_scalar(node, &length);
    return "(" + (value ? std::string(value, length) : std::string()) + ")";
  }
  void* at = nullptr;
  if (fy_node_is_sequence(node)) {
    std::string text = "[";
    while (fy_node* const item = fy_node_sequence_iterate(node, &at)) text += outline(item);
    return text + "]";
  }
  std::string text = "{";
  while (fy_node_pair* const pair = fy_node_mapping_iterate(node, &at)) {
    text += outline(fy_node_pair_key(pair)) + outline(fy_node_pair_value(pair));
  }
  return text + "}";
}

// Nothing when libfyaml refuses the text.
std::optional<std::string> second_opinion(const std::string& text) {
  fy_parse_cfg config = {};
  config.flags = static_cast<fy_parse_cfg_flags>(FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_1);
  const std::unique_ptr<fy_parser, void (*)(fy_parser*)> parser(fy_parser_create(&config),
                                                                fy_parser_destroy);
  if (!parser || fy_parser_set_string(parser.get(), text.data(), text.size()) != 0) return {};
  std::string all;
  while (fy_document* const document = fy_parse_load_document(parser.get())) {
    all += outline(fy_document_root(document)) + "\n";
    fy_parse_document_destroy(parser.get(), document);
  }
  if (fy_parser_get_stream_error(parser.get())) return {};
  return all;
}

TEST(YamlSecondOpinion, LibfyamlSeesTheSame) {
  int compared = 0;
  for (const char* folder : {"src", "examples", "tests"}) {
    for (const auto& file : fs::recursive_directory_iterator(test::root() + folder)) {
      const std::string extension = file.path().extension().string();
      if (!file.is_regular_file() || (extension != ".yaml" && extension != ".yml")) continue;
      const File input{file.path().string(), *DiskFiles().read(file.path().string())};
      // Aliases and merges are resolved by us and left alone by libfyaml; files that are broken on
      // purpose are what the yaml-test-suite is for.
      if (input.text.find_first_of("*&") != std::string::npos) continue;
      const Document document(input);
      Tree tree;
      if (!parse(document, tree)) continue;
      std::string ours;
      for (const Node* root : tree.documents) ours += outline(*root) + "\n";
      const std::optional<std::string> theirs = second_opinion(input.text);
      if (!tree.duplicates.empty()) {
        EXPECT_FALSE(theirs.has_value()) << file.path() << " has a key twice";
        continue;
      }
      EXPECT_EQ(ours, theirs.value_or("refused")) << file.path();
      ++compared;
    }
  }
  EXPECT_GT(compared, 50);
}

}  // namespace
}  // namespace boltseal::yaml
