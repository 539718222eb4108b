#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "model/facts.h"
#include "sources/yaml/yaml.h"

namespace boltseal::yaml {

/// One object of a JSON text that a program wrote (an engine's answer, the configuration of a
/// container), field by field. What is null, missing or of another type is as
/// if it were not there: such programs write null for what nobody said. May be no object at all.
class Fields {
 public:
  explicit Fields(const Node* node)
      : node_(node != nullptr && node->is_mapping() ? node : nullptr) {}

  explicit operator bool() const { return node_ != nullptr; }
  const Node* node() const { return node_; }

  Fields object(std::string_view key) const { return Fields(find(key)); }
  /// The elements of a list; none when there is no list.
  Nodes list(std::string_view key) const;
  /// The members of an object, in its order; none when there is no object.
  Entries members(std::string_view key) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }

  /// A string; nothing when it is empty, which is how they write "not said".
  const Node* text(std::string_view key) const;
  std::string_view text_or_empty(std::string_view key) const;
  std::optional<bool> boolean(std::string_view key) const;
  std::optional<std::int64_t> number(std::string_view key) const;
  /// The place of a key's value; that of the object when the key is not there.
  Origin origin(std::string_view key) const;

  // State a fact as a field says it, when it does.
  void state(Facts& facts, FactKey<Text> key, std::string_view field) const;
  void state(Facts& facts, FactKey<bool> key, std::string_view field) const;

  /// The strings of a list.
  Items items(std::string_view key) const;
  /// An object of strings.
  Settings settings(std::string_view key) const;

 private:
  const Node* find(std::string_view key) const;
  const Node* node_;
};

/// The objects of a JSON text: what its list holds, or it alone. None, and an error in `errors`,
/// when it is no JSON.
std::vector<const Node*> objects_of(const Document& document, Tree& tree,
                                    std::vector<Error>& errors);

/// "KEY=VALUE" of a list of environment variables.
Setting variable(const Item& item);

/// States a list fact, when there is an element.
template <class E>
void state_list(Facts& facts, FactKey<std::vector<E>> key, std::vector<E> elements) {
  if (elements.empty()) return;
  Origin origin = elements.front().origin;
  facts.set(key, std::move(elements), std::move(origin));
}

}  // namespace boltseal::yaml
