#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/edit_distance.h"
#include "base/json_writer.h"
#include "base/lines.h"
#include "base/text.h"
#include "sources/yaml/yaml.h"

// How a boltseal.yaml is read: tables of keys, each with what reads its value and what describes
// it, so that docs/schema/boltseal.json cannot say anything else.

namespace boltseal::policy_file {

using yaml::Entry;
using yaml::Node;

/// What holds while a policy is read. Errors are kept as values in `failure`: the first one counts.
struct Reading {
  const Document& document;
  std::string_view folder;
  const LineIndex& lines;
  std::optional<Error> failure;

  void refuse(std::string message, const Node& at, std::string remedy = {}) {
    if (!failure) failure = document.error(std::move(message), at.span, std::move(remedy));
  }
};

/// One key of a mapping: what reads it is also what describes it.
template <class Target>
struct Key {
  std::string_view name, help;
  void (*read)(const Node& value, Target& target, Reading& reading);
  void (*schema)(JsonWriter& json);
  bool required = false;
};

/// From which on something counts.
inline constexpr std::array<std::string_view, 6> severities = {"info", "low",      "medium",
                                                               "high", "critical", "never"};

/// "a, b, c"
std::string known_words(std::span<const std::string_view> words);

/// Reads a mapping that may have these keys and no others. `what` is how errors call it.
template <class Target>
void read_keys(const Node& mapping, std::span<const Key<Target>> keys, std::string_view what,
               Target& target, Reading& reading) {
  if (!mapping.is_mapping()) {
    return reading.refuse(std::string(what) + " has to be a mapping", mapping);
  }
  std::vector<std::string_view> names;
  for (const Key<Target>& key : keys) names.push_back(key.name);
  for (const Entry& entry : mapping.entries) {
    const auto key = std::ranges::find_if(keys, [&](const Key<Target>& known) {
      return entry.key->is_scalar() && known.name == entry.key->value;
    });
    if (key == keys.end()) {
      return reading.refuse("unknown key \"" + sanitize(entry.key->value) + "\" in " +
                                std::string(what) + suggestion(entry.key->value, names),
                            *entry.key, "there are: " + known_words(names));
    }
    key->read(*entry.value, target, reading);
  }
  for (const Key<Target>& key : keys) {
    if (key.required && mapping.get(key.name) == nullptr) {
      reading.refuse(std::string(what) + " needs \"" + std::string(key.name) + "\"", mapping);
    }
  }
}

/// The text that stands there; anything else is refused.
std::string text_of(const Node& node, Reading& reading);
/// One of these words.
std::string word_of(const Node& node, std::span<const std::string_view> words, Reading& reading);
/// A whole number from 1 to `most`.
std::int64_t number_of(const Node& node, std::int64_t most, Reading& reading);
bool truth_of(const Node& node, Reading& reading);
/// A text, or a list of texts.
std::vector<std::string> texts_of(const Node& node, Reading& reading);
/// A path, relative to the policy's folder.
std::string path_of(const Node& node, Reading& reading);
/// Patterns of paths, relative to the policy's folder.
std::vector<std::string> paths_of(const Node& node, Reading& reading);

// What describes such values.
void text_schema(JsonWriter& json);
void texts_schema(JsonWriter& json);
void date_schema(JsonWriter& json);
void number_schema(JsonWriter& json);
void truth_schema(JsonWriter& json);
template <std::size_t N>
void enumeration(JsonWriter& json, const std::array<std::string_view, N>& words) {
  json.begin_array("enum");
  for (const std::string_view word : words) json.value(word);
  json.end_array();
}

template <class Target>
void mapping_schema(JsonWriter& json, std::span<const Key<Target>> keys) {
  json.member("type", "object");
  json.member("additionalProperties", false);
  json.begin_array("required");
  for (const Key<Target>& key : keys) {
    if (key.required) json.value(key.name);
  }
  json.end_array();
  json.begin_object("properties");
  for (const Key<Target>& key : keys) {
    json.begin_object(key.name);
    json.member("description", key.help);
    key.schema(json);
    json.end_object();
  }
  json.end_object();
}

/// The JSON schema of a file with these keys.
template <class Target>
std::string schema_text(std::string_view title, std::span<const Key<Target>> keys) {
  StringOutput text;
  {
    JsonWriter json(text);
    json.begin_object();
    json.member("$schema", "https://json-schema.org/draft/2020-12/schema");
    json.member("title", title);
    mapping_schema<Target>(json, keys);
    json.end_object();
  }
  return std::move(text.text);
}

/// Reads the one document of such a file, without a key given twice; null when there is none.
/// @param what as in "a policy"
Result<const Node*> only_document(const Document& document, yaml::Tree& tree,
                                  std::string_view what);

}  // namespace boltseal::policy_file
