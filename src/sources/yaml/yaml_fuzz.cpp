// Any bytes: parsing ends, spans stay inside the text, embedded scalars say what the tree says, and
// what an edit makes of a document is a document again.

#include <cstdint>
#include <cstdlib>

#include "sources/yaml/yaml.h"

namespace boltseal::yaml {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

int visited = 0;

void visit(const Node& node, std::size_t size) {
  if (++visited > 3000) return;
  require(node.span.begin <= node.span.end && node.span.end <= size);
  if (node.is_scalar()) {
    require(embed_scalar(node, "inner").text() == node.value);
    as_bool(node);
    as_int(node);
  }
  for (const Node* item : node.items) visit(*item, size);
  for (const Entry& entry : node.entries) {
    require(entry.span.begin <= entry.span.end && entry.span.end <= size);
    visit(*entry.key, size);
    visit(*entry.value, size);
  }
}

/// Whether two trees say the same, as far as emit() promises it: a key that is a collection has no
/// spelling.
bool same(const Node& one, const Node& other) {
  if (one.kind != other.kind || one.items.size() != other.items.size() ||
      one.entries.size() != other.entries.size()) {
    return false;
  }
  if (one.is_scalar()) return as_text(one) == as_text(other);
  for (std::size_t at = 0; at < one.items.size(); ++at) {
    if (!same(*one.items[at], *other.items[at])) return false;
  }
  for (std::size_t at = 0; at < one.entries.size(); ++at) {
    const Entry& entry = one.entries[at];
    if (entry.key->is_scalar() && !same(*entry.key, *other.entries[at].key)) return false;
    if (!same(*entry.value, *other.entries[at].value)) return false;
  }
  return true;
}

void reparse(const std::string& text, const Edit& edit) {
  require(edit.span.begin <= edit.span.end && edit.span.end <= text.size());
  File file{"b.yaml", text};
  file.text.replace(edit.span.begin, edit.span.size(), edit.replacement);
  const Document document(file);
  Tree tree;
  static_cast<void>(parse(document, tree));
}

}  // namespace
}  // namespace boltseal::yaml

namespace boltseal {
namespace {

int run(const std::uint8_t* data, std::size_t size) {
  if (size > (64 << 10)) return 0;
  const File file{"a.yaml", std::string(reinterpret_cast<const char*>(data), size)};
  const Document document(file);
  yaml::Tree tree;
  const Result<void> parsed = yaml::parse(document, tree);
  if (!parsed) yaml::require(parsed.error().span.end <= size);
  for (const yaml::Duplicate& duplicate : tree.duplicates) yaml::error_of(duplicate);
  yaml::visited = 0;
  for (const yaml::Node* root : tree.documents) {
    yaml::visit(*root, size);
    yaml::merged_entries(*root);
    root->get("services");
    if (root->walk_size < 2000) {
      const File again{"c.yaml", yaml::emit(*root)};
      const Document emitted(again);
      yaml::Tree second;
      yaml::require(yaml::parse(emitted, second).has_value());
      yaml::require(second.documents.size() == 1 && yaml::same(*root, *second.documents.front()));
    }
    if (!root->is_mapping()) continue;
    if (const auto edit = yaml::add_entry(*root, "added", "value")) {
      yaml::reparse(file.text, *edit);
    }
    int left = 4;
    for (const yaml::Entry& entry : root->entries) {
      if (--left < 0) break;
      yaml::reparse(file.text, yaml::remove_entry(*root, entry));
      if (entry.value->is_scalar()) {
        yaml::reparse(file.text, yaml::replace_scalar(*entry.value, "a: b"));
      }
    }
  }
  return 0;
}

}  // namespace
}  // namespace boltseal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return boltseal::run(data, size);
}
