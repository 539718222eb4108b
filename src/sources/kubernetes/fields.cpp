#include "sources/kubernetes/fields.h"

#include <algorithm>

#include "base/text.h"

namespace boltseal::kubernetes {
namespace {

using yaml::Node;

// Elements that one file may hold. A file of the largest size without aliases, as generated
// bundles are (about 20 bytes an element), holds fewer.
constexpr std::size_t element_limit = 500'000;
// A file that is wrong everywhere is said to be wrong often enough.
constexpr std::size_t error_limit = 50;

std::string_view kind_of(const Node& node) {
  switch (node.kind) {
    case yaml::Kind::mapping: return "a mapping";
    case yaml::Kind::sequence: return "a list";
    case yaml::Kind::scalar: break;
  }
  return "a single value";
}

const Node* present(const Node* parent, std::string_view key) {
  if (parent == nullptr || !parent->is_mapping()) return nullptr;
  const Node* const node = parent->get(key);
  return node == nullptr || node->is_null() ? nullptr : node;
}

/// The end of the placeholder that `text` begins with, or 0.
std::size_t placeholder(std::string_view text, bool shell_word) {
  const auto closed = [&](std::string_view end) {
    const std::size_t at = text.find(end);
    return at == std::string_view::npos ? 0 : at + end.size();
  };
  if (text.starts_with("{{")) return closed("}}");
  if (text.starts_with("$(")) return closed(")");
  if (shell_word || !text.starts_with('$')) return 0;
  if (text.starts_with("${")) return closed("}");
  std::size_t at = 1;
  if (at >= text.size() || !(is_letter(text[at]) || text[at] == '_')) return 0;
  while (at < text.size() && is_word(text[at])) ++at;
  return at;
}

std::size_t find_mark(std::string_view value, std::size_t from) {
  const auto at =
      std::find_if(value.begin() + static_cast<std::ptrdiff_t>(std::min(from, value.size())),
                   value.end(), [](char c) { return c == '$' || c == '{'; });
  return at == value.end() ? std::string_view::npos : static_cast<std::size_t>(at - value.begin());
}

Text with_placeholders(std::string_view value, bool shell_word) {
  std::size_t at = find_mark(value, 0);
  if (at == std::string_view::npos) return Text(std::string(value));
  Text text;
  std::size_t known = 0;
  // Unclosed placeholders would make every further search walk to the end again.
  int failures = 0;
  while (at != std::string_view::npos && failures < 16) {
    const std::size_t length = placeholder(value.substr(at), shell_word);
    if (length == 0) {
      const char next = at + 1 < value.size() ? value[at + 1] : ' ';
      if (next == '{' || next == '(') ++failures;
      at = find_mark(value, at + 1);
      continue;
    }
    text.append(value.substr(known, at - known));
    text.append_unknown(value.substr(at, length));
    known = at + length;
    at = find_mark(value, known);
  }
  text.append(value.substr(known));
  return text;
}

bool has_placeholder(const Node& scalar) { return !text_of(scalar).is_known(); }

}  // namespace

Text text_of(const Node& scalar) {
  if (scalar.is_null()) return {};
  return with_placeholders(scalar.value, false);
}
Text word_of(const Node& scalar) { return with_placeholders(scalar.value, true); }

void Fields::error(const Node& at, std::string message, std::string remedy) {
  if (errors_++ >= error_limit) return;
  inventory_.errors.push_back(at.document->error(std::move(message), at.span, std::move(remedy)));
}

void Fields::wrong(std::string_view key, const Node& found, std::string_view wanted) {
  std::string message(key);
  message.append(" must be ").append(wanted).append(", but it is ");
  if (found.is_scalar()) {
    message.append("\"").append(std::string_view(found.value).substr(0, 60)).append("\"");
  } else {
    message.append(kind_of(found));
  }
  error(found, std::move(message));
}

bool Fields::spend(const Node& element, std::size_t amount) {
  if (spent_ > element_limit) return false;
  spent_ += amount;
  if (spent_ <= element_limit) return true;
  error(element, "this file stands for more than 500000 elements, the rest was not read",
        "split the file, or repeat less through aliases");
  return false;
}

const Node* Fields::mapping(const Node* parent, std::string_view key) {
  const Node* const node = present(parent, key);
  if (node == nullptr || node->is_mapping()) return node;
  if (!(node->is_scalar() && has_placeholder(*node))) wrong(key, *node, "a mapping");
  return nullptr;
}

const Node* Fields::list(const Node* parent, std::string_view key) {
  const Node* const node = present(parent, key);
  if (node == nullptr || node->is_sequence()) return node;
  if (!(node->is_scalar() && has_placeholder(*node))) wrong(key, *node, "a list");
  return nullptr;
}

const Node* Fields::scalar(const Node* parent, std::string_view key) {
  const Node* const node = present(parent, key);
  if (node == nullptr || node->is_scalar()) return node;
  wrong(key, *node, "a single value");
  return nullptr;
}

std::vector<const Node*> Fields::mappings(const Node* parent, std::string_view key) {
  std::vector<const Node*> found;
  const Node* const node = list(parent, key);
  if (node == nullptr) return found;
  for (const Node* const item : node->items) {
    if (!spend(*item)) break;
    if (item->is_mapping()) {
      found.push_back(item);
    } else if (!item->is_null() && !(item->is_scalar() && has_placeholder(*item))) {
      wrong("each entry of " + std::string(key), *item, "a mapping");
    }
  }
  return found;
}

Value<bool> Fields::boolean(const Node* parent, std::string_view key) {
  const Node* const node = scalar(parent, key);
  if (node == nullptr) return {};
  if (const auto value = yaml::as_bool(*node)) return Value<bool>::known(*value, node->origin());
  if (!has_placeholder(*node)) wrong(key, *node, "true or false");
  return Value<bool>::unknown(node->origin());
}

Value<std::int64_t> Fields::number(const Node* parent, std::string_view key) {
  const Node* const node = scalar(parent, key);
  if (node == nullptr) return {};
  auto value = yaml::as_int(*node);
  if (!value) value = parse_int(node->value);
  if (value) return Value<std::int64_t>::known(*value, node->origin());
  if (!has_placeholder(*node)) wrong(key, *node, "a whole number");
  return Value<std::int64_t>::unknown(node->origin());
}

std::optional<Item> Fields::text(const Node* parent, std::string_view key) {
  const Node* const node = scalar(parent, key);
  if (node == nullptr) return std::nullopt;
  return Item{text_of(*node), node->origin()};
}

Items Fields::texts(const Node* parent, std::string_view key) {
  Items items;
  const Node* const node = list(parent, key);
  if (node == nullptr) return items;
  items.reserve(node->items.size());
  for (const Node* const item : node->items) {
    if (!spend(*item)) break;
    if (item->is_scalar()) {
      items.push_back({text_of(*item), item->origin()});
    } else {
      wrong("each entry of " + std::string(key), *item, "a single value");
    }
  }
  return items;
}

Settings Fields::settings(const Node* parent, std::string_view key) {
  Settings settings;
  const Node* const node = mapping(parent, key);
  if (node == nullptr) return settings;
  for (const yaml::Entry& entry : yaml::merged_entries(*node)) {
    if (!spend(*entry.value)) break;
    if (entry.key->is_scalar() && entry.value->is_scalar()) {
      settings.push_back(
          {std::string(entry.key->value), text_of(*entry.value), entry.value->origin()});
    } else if (entry.key->is_scalar()) {
      wrong(entry.key->value, *entry.value, "a single value");
    }
  }
  return settings;
}

}  // namespace boltseal::kubernetes
