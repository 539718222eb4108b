#include <string>
#include <utility>

#include "base/text.h"
#include "sources/daemon/daemon_json.h"
#include "sources/daemon/options.h"
#include "sources/yaml/json.h"
#include "sources/yaml/yaml.h"

namespace boltseal::daemon {
namespace {

std::string quoted(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      constexpr std::string_view digits = "0123456789abcdef";
      json += "\\u00";
      json += digits[static_cast<unsigned char>(c) >> 4];
      json += digits[static_cast<unsigned char>(c) & 0xF];
    } else {
      json += c;
    }
  }
  return json + "\"";
}

std::string key_with(std::string_view key, std::string_view value) {
  return quoted(key) + ": " + std::string(value);
}

/// The value as JSON; empty when an option of this type cannot have it.
std::string json_value(const Option& option, const Change& change) {
  if (const bool* const truth = std::get_if<bool>(&change.value)) {
    return option.type == Type::boolean ? (*truth ? "true" : "false") : std::string();
  }
  const auto* const text = std::get_if<std::string>(&change.value);
  const auto* const number = std::get_if<std::int64_t>(&change.value);
  switch (option.type) {
    case Type::text:
    case Type::map: return text == nullptr ? std::string() : quoted(*text);
    case Type::ulimits: {
      const std::string limit = number != nullptr                     ? std::to_string(*number)
                                : text != nullptr && parse_int(*text) ? *text
                                                                      : std::string();
      if (limit.empty()) return {};
      return "{" + key_with("Name", quoted(change.element)) + ", " + key_with("Hard", limit) +
             ", " + key_with("Soft", limit) + "}";
    }
    default: return {};
  }
}

bool has_elements(const Option& option) {
  return option.type == Type::map || option.type == Type::ulimits;
}

Edit replace(const yaml::Node& node, std::string text) { return {node.span, std::move(text)}; }

// What stands between two entries of this object: a line feed with the indentation of the last
// entry, a blank, or nothing. A new entry gets the same.
std::string separator_of(const Document& document, const yaml::Node& object) {
  const std::string_view text = document.text();
  const std::uint32_t key = object.entries.back().key->span.begin;
  std::uint32_t begin = key;
  while (begin > object.span.begin + 1 && is_space(text[begin - 1])) --begin;
  return std::string(text.substr(begin, key - begin));
}

Edit add_entry(const Document& document, const yaml::Node& object, std::string_view key,
               std::string_view value) {
  const std::string entry = key_with(key, value);
  if (object.entries.empty()) {
    const ByteSpan inside{object.span.begin + 1, object.span.end - 1};
    const bool is_root = trim(document.text()).size() == object.span.size();
    return {inside, is_root ? "\n  " + entry + "\n" : entry};
  }
  const std::uint32_t end = object.entries.back().value->span.end;
  std::string separator = separator_of(document, object);
  if (separator.empty() && object.entries.size() == 1) separator = " ";  // {"a": 1}
  return {{end, end}, "," + separator + entry};
}

const yaml::Node* value_of(const yaml::Node& object, std::string_view key) {
  // The last of several equal keys counts.
  const yaml::Node* found = nullptr;
  for (const yaml::Entry& entry : object.entries) {
    if (entry.key->value == key) found = entry.value;
  }
  return found;
}

}  // namespace

std::string spell_json(const Change& change) {
  const Option* const option = find_fact(change.fact);
  if (option == nullptr || option->key.empty()) return {};
  const std::string value = json_value(*option, change);
  if (value.empty()) return {};
  if (!has_elements(*option)) return key_with(option->key, value);
  return key_with(option->key, "{" + key_with(change.element, value) + "}");
}

Result<std::vector<Edit>> write_daemon_json(const Document& document, const Change& change) {
  const auto refuse = [&](std::string reason) {
    return fail(std::move(reason), document.file().path, change.at.span);
  };
  const Option* const option = find_fact(change.fact);
  if (option == nullptr || option->key.empty()) {
    return refuse("a daemon has no " + std::string(name_of(change.fact)));
  }
  const std::string value = json_value(*option, change);
  if (value.empty() || (has_elements(*option) && change.element.empty())) {
    return refuse("this change of \"" + std::string(option->key) +
                  "\" cannot be written without a person's decision");
  }
  if (trim(document.text()).empty()) {
    return std::vector<Edit>{{{0, static_cast<std::uint32_t>(document.text().size())},
                              "{" + spell_json(change) + "}\n"}};
  }
  yaml::Tree tree;
  if (const Result<void> parsed = yaml::parse_json(document, tree); !parsed) {
    return std::unexpected(parsed.error());
  }
  const yaml::Node* object = tree.documents.empty() ? nullptr : tree.documents.front();
  if (object == nullptr || !object->is_mapping()) return refuse("the file holds no object");
  std::string_view key = option->key;
  const yaml::Node* old = value_of(*object, key);
  if (has_elements(*option)) {
    if (old != nullptr && !old->is_mapping()) return refuse("the value has the wrong type");
    if (old == nullptr) {
      return std::vector<Edit>{
          add_entry(document, *object, key, "{" + key_with(change.element, value) + "}")};
    }
    object = old;
    key = change.element;
    old = value_of(*object, key);
  }
  if (old != nullptr) return std::vector<Edit>{replace(*old, value)};
  return std::vector<Edit>{add_entry(document, *object, key, value)};
}

}  // namespace boltseal::daemon
