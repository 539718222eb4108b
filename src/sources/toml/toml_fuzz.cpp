// The first byte says which program's settings the rest is. Parsing ends, spans stay inside the
// text, and what a change is written to is read back with it.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "sources/source.h"
#include "sources/toml/toml.h"

namespace boltseal {
namespace {

void check_spans(const yaml::Node& node, std::size_t size) {
  if (node.span.begin > node.span.end || node.span.end > size) std::abort();
  for (const auto* item : node.items) check_spans(*item, size);
  for (const auto& entry : node.entries) {
    check_spans(*entry.key, size);
    check_spans(*entry.value, size);
  }
}

void read(const File& file, const Source& source, Inventory& inventory) {
  const MemoryFiles files({});
  Reader reader(files, inventory);
  reader.embed(Document(file), source);
}

// Replaces what the file says of one fact, or adds it.
void change(const File& file, const Source& source, const Inventory& inventory) {
  const Level& level = inventory.engines.front().levels.front();
  const bool is_crio = source.name == "crio" || source.name == "containerd";
  const auto key = is_crio ? fact::log_level : fact::event_log;
  Change change;
  change.fact = key.fact;
  change.value = std::string("info\"\n");
  change.missing = !level.facts.states(key.fact);
  change.at = change.missing ? level.site : level.facts.get(key).origin();
  const Document document(file);
  static_cast<void>(source.spell(document, change));
  const auto edits = source.write(document, change);
  if (!edits) return;
  File changed = file;
  for (const Edit& edit : *edits) {
    if (edit.span.end > changed.text.size()) std::abort();
    changed.text.replace(edit.span.begin, edit.span.size(), edit.replacement);
  }
  Inventory again;
  read(changed, source, again);
  // A header at the end can meet a table that must not be opened again.
  if (!again.errors.empty()) return;
  if (again.engines.empty() || !again.engines.front().levels.front().facts.states(key.fact)) {
    std::abort();
  }
}

void try_input(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return;
  constexpr const char* paths[] = {
      "containers.conf",        "registries.conf",      "storage.conf", "containers/policy.json",
      "containerd/config.toml", "certs.d/a/hosts.toml", "crio.conf"};
  const File file{paths[data[0] % 7u],
                  std::string(reinterpret_cast<const char*>(data) + 1, size - 1)};
  const Document document(file);
  yaml::Tree tree;
  const Result<void> parsed = yaml::parse_toml(document, tree);
  if (!parsed && parsed.error().span.end > file.text.size()) std::abort();
  for (const yaml::Node* root : tree.documents) check_spans(*root, file.text.size());
  const Source* const source = recognize(file.path, file.text);
  if (source == nullptr) std::abort();
  Inventory inventory;
  read(file, *source, inventory);
  if (inventory.errors.empty() && !inventory.engines.empty()) change(file, *source, inventory);
}

}  // namespace
}  // namespace boltseal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boltseal::try_input(data, size);
  return 0;
}
