// Any bytes: parsing ends, spans stay inside the text, and what is accepted is YAML as well.

#include <cstdint>
#include <cstdlib>

#include "sources/yaml/json.h"

namespace {

void visit(const boltseal::yaml::Node& node, std::size_t size) {
  if (node.span.begin > node.span.end || node.span.end > size) std::abort();
  for (const auto* item : node.items) visit(*item, size);
  for (const auto& entry : node.entries) {
    visit(*entry.key, size);
    visit(*entry.value, size);
  }
}

}  // namespace

namespace boltseal {
namespace {

int run(const std::uint8_t* data, std::size_t size) {
  const File file{"a.json", std::string(reinterpret_cast<const char*>(data), size)};
  const Document document(file);
  yaml::Tree tree;
  const Result<void> parsed = yaml::parse_json(document, tree);
  if (!parsed && parsed.error().span.end > size) std::abort();
  for (const yaml::Node* root : tree.documents) visit(*root, size);
  return 0;
}

}  // namespace
}  // namespace boltseal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return boltseal::run(data, size);
}
