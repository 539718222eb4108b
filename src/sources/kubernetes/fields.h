#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/facts.h"
#include "model/inventory.h"
#include "sources/yaml/yaml.h"

namespace boltseal::kubernetes {

/// Reads the fields of manifests as the API server does: a field that is missing or null is absent,
/// one of the wrong type is an error with its place. What a template engine will fill in
/// (`${TAG}`, `{{ … }}`) is unknown, not wrong.
///
/// Also the budget of one file: aliases let few bytes stand for very many elements.
class Fields {
 public:
  explicit Fields(Inventory& inventory) : inventory_(inventory) {}

  /// A mapping, a list, a scalar; null when absent or wrong.
  const yaml::Node* mapping(const yaml::Node* parent, std::string_view key);
  const yaml::Node* list(const yaml::Node* parent, std::string_view key);
  const yaml::Node* scalar(const yaml::Node* parent, std::string_view key);

  /// The mappings of a list; what is not a mapping is an error.
  std::vector<const yaml::Node*> mappings(const yaml::Node* parent, std::string_view key);

  Value<bool> boolean(const yaml::Node* parent, std::string_view key);
  Value<std::int64_t> number(const yaml::Node* parent, std::string_view key);
  std::optional<Item> text(const yaml::Node* parent, std::string_view key);
  /// A list of scalars.
  Items texts(const yaml::Node* parent, std::string_view key);
  /// A mapping of names to scalars: labels, annotations.
  Settings settings(const yaml::Node* parent, std::string_view key);

  /// Takes elements from the budget of this file; false, with one error, when it is used up. What
  /// is copied for each container counts once a copy, 64 bytes of text as one element.
  bool spend(const yaml::Node& element, std::size_t amount = 1);
  void error(const yaml::Node& at, std::string message, std::string remedy = {});

 private:
  void wrong(std::string_view key, const yaml::Node& found, std::string_view wanted);

  Inventory& inventory_;
  std::size_t spent_ = 0;
  std::size_t errors_ = 0;
};

/// The text of a scalar, with placeholders (`${X}`, `$X`, `$(X)`, `{{ … }}`) as its unknown parts.
Text text_of(const yaml::Node& scalar);
/// The same for words of a command, where `$X` and `${X}` belong to the shell that may run it.
Text word_of(const yaml::Node& scalar);

}  // namespace boltseal::kubernetes
