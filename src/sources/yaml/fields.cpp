#include "sources/yaml/fields.h"

#include <algorithm>

#include "sources/yaml/json.h"

namespace boltseal::yaml {
namespace {

// The JSON reader keeps strings as double-quoted and everything else as plain.
bool is_string(const Node& node) { return node.is_scalar() && node.style == Style::double_quoted; }

}  // namespace

const Node* Fields::find(std::string_view key) const {
  const Node* const found = node_ == nullptr ? nullptr : node_->get(key);
  return found == nullptr || (found->is_scalar() && !is_string(*found) && found->is_null())
             ? nullptr
             : found;
}

Nodes Fields::list(std::string_view key) const {
  const Node* const found = find(key);
  return found != nullptr ? found->items : Nodes();
}

Entries Fields::members(std::string_view key) const {
  const Node* const found = find(key);
  return found != nullptr ? found->entries : Entries();
}

const Node* Fields::text(std::string_view key) const {
  const Node* const found = find(key);
  return found != nullptr && is_string(*found) && !found->value.empty() ? found : nullptr;
}

std::string_view Fields::text_or_empty(std::string_view key) const {
  const Node* const found = text(key);
  return found == nullptr ? std::string_view() : std::string_view(found->value);
}

std::optional<bool> Fields::boolean(std::string_view key) const {
  const Node* const found = find(key);
  if (found == nullptr || !found->is_scalar() || is_string(*found)) return std::nullopt;
  return as_bool(*found);
}

std::optional<std::int64_t> Fields::number(std::string_view key) const {
  const Node* const found = find(key);
  if (found == nullptr || !found->is_scalar() || is_string(*found)) return std::nullopt;
  return as_int(*found);
}

Origin Fields::origin(std::string_view key) const {
  if (node_ == nullptr) return {};
  const Node* const found = node_->get(key);
  return found != nullptr ? found->origin() : node_->origin();
}

void Fields::state(Facts& facts, FactKey<Text> key, std::string_view field) const {
  if (const Node* const found = text(field)) {
    facts.set(key, Text(std::string(found->value)), found->origin());
  }
}

void Fields::state(Facts& facts, FactKey<bool> key, std::string_view field) const {
  if (const std::optional<bool> said = boolean(field)) facts.set(key, *said, origin(field));
}

Items Fields::items(std::string_view key) const {
  Items items;
  for (const Node* const each : list(key)) {
    if (is_string(*each)) items.push_back({Text(std::string(each->value)), each->origin()});
  }
  return items;
}

Settings Fields::settings(std::string_view key) const {
  Settings settings;
  for (const Entry& entry : members(key)) {
    if (!is_string(*entry.value)) continue;
    settings.push_back({std::string(entry.key->value), Text(std::string(entry.value->value)),
                        entry.value->origin()});
  }
  return settings;
}

std::vector<const Node*> objects_of(const Document& document, Tree& tree,
                                    std::vector<Error>& errors) {
  if (const Result<void> parsed = parse_json(document, tree); !parsed) {
    errors.push_back(parsed.error());
    return {};
  }
  // No engine writes a key twice, and which of the two counts, readers disagree about.
  for (const Duplicate& duplicate : tree.duplicates) errors.push_back(error_of(duplicate));
  if (tree.documents.empty() || tree.documents.front() == nullptr) return {};
  const Node& root = *tree.documents.front();
  if (!root.is_sequence()) return {&root};
  return {root.items.begin(), root.items.end()};
}

Setting variable(const Item& item) {
  const std::string& written = item.text.bytes();
  const std::size_t sign = std::min(written.find('='), written.size());
  return {written.substr(0, sign), Text(written.substr(std::min(sign + 1, written.size()))),
          item.origin};
}

}  // namespace boltseal::yaml
