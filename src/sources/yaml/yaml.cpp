#include "sources/yaml/yaml.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <unordered_set>

#include "base/lines.h"
#include "base/text.h"

namespace boltseal::yaml {
namespace {

// A merge key is the plain word; "<<" in quotes is a key like any other.
bool is_merge_key(const Node& key) {
  return key.value.size() == 2 && key.value == "<<" && key.style == Style::plain;
}

template <class Visit>
void each_merged_mapping(const Node& merged, Visit visit) {
  if (merged.is_mapping()) return visit(merged);
  for (const Node* item : merged.items) {
    if (item->is_mapping()) visit(*item);
  }
}

void gather_entries(const Node& mapping, std::unordered_set<std::string_view>& seen,
                    std::vector<Entry>& into) {
  bool has_merge = false;
  const std::size_t before = into.size();
  for (const Entry& entry : mapping.entries) {
    if (is_merge_key(*entry.key)) {
      has_merge = true;
      continue;
    }
    if (entry.key->is_scalar() && !seen.insert(entry.key->value).second) {
      // The last of two equal keys wins, as in get(); one of a merged mapping never does.
      const auto same = std::find_if(
          into.begin() + static_cast<std::ptrdiff_t>(before), into.end(), [&](const Entry& other) {
            return other.key->is_scalar() && other.key->value == entry.key->value;
          });
      if (same != into.end()) *same = entry;
      continue;
    }
    into.push_back(entry);
  }
  if (!has_merge) return;
  for (const Entry& entry : mapping.entries) {
    if (!is_merge_key(*entry.key)) continue;
    each_merged_mapping(*entry.value,
                        [&](const Node& merged) { gather_entries(merged, seen, into); });
  }
}

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool Node::is_null() const {
  static constexpr std::array<std::string_view, 5> words = {"", "~", "null", "Null", "NULL"};
  return is_scalar() && style == Style::plain && is_one_of(value, words) &&
         (tag.empty() || tag == "!!null" || !value.empty() || !tag.starts_with("!!"));
}

const Entry* Node::find(std::string_view key) const {
  bool has_merge = false;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    const Node& own = *entry->key;
    // Asked of every key of every file, so that the length comes first.
    const std::size_t size = own.value.size();
    if (size == key.size() && own.value == key && own.is_scalar()) return &*entry;
    if (size == 2) has_merge = has_merge || is_merge_key(own);
  }
  if (!has_merge) return nullptr;
  const Entry* found = nullptr;
  for (const Entry& entry : entries) {
    if (found || !is_merge_key(*entry.key)) continue;
    each_merged_mapping(*entry.value, [&](const Node& merged) {
      if (!found) found = merged.find(key);
    });
  }
  return found;
}

const Node* Node::get(std::string_view key) const {
  const Entry* const entry = find(key);
  return entry ? entry->value : nullptr;
}

std::vector<Entry> merged_entries(const Node& mapping) {
  const bool has_merge = std::any_of(mapping.entries.begin(), mapping.entries.end(),
                                     [](const Entry& entry) { return is_merge_key(*entry.key); });
  std::vector<Entry> all;
  if (!has_merge && mapping.entries.size() < 2) {
    all.assign(mapping.entries.begin(), mapping.entries.end());
    return all;
  }
  std::unordered_set<std::string_view> seen;
  all.reserve(mapping.entries.size());
  gather_entries(mapping, seen, all);
  return all;
}

Error error_of(const Duplicate& duplicate) {
  const Document& document = *duplicate.second->document;
  const LineIndex lines(duplicate.first->document->file().text);
  const auto line = lines.locate(duplicate.first->origin().span.begin).line;
  return document.error("the key \"" + sanitize(duplicate.second->value) +
                            "\" is given twice in one mapping, first in line " +
                            std::to_string(line),
                        duplicate.second->span, "Keep one of the two");
}

std::optional<bool> as_bool(const Node& node) {
  static constexpr std::array<std::string_view, 3> yes = {"true", "True", "TRUE"};
  static constexpr std::array<std::string_view, 3> no = {"false", "False", "FALSE"};
  static constexpr std::array<std::string_view, 6> old_yes = {"yes", "Yes", "YES",
                                                              "on",  "On",  "ON"};
  static constexpr std::array<std::string_view, 6> old_no = {"no", "No", "NO", "off", "Off", "OFF"};
  if (!node.is_scalar()) return std::nullopt;
  if (is_one_of(node.value, yes)) return true;
  if (is_one_of(node.value, no)) return false;
  if (node.style != Style::plain) return std::nullopt;
  if (is_one_of(node.value, old_yes)) return true;
  if (is_one_of(node.value, old_no)) return false;
  return std::nullopt;
}

std::optional<std::int64_t> as_int(const Node& node) {
  if (!node.is_scalar() || node.value.empty()) return std::nullopt;
  std::string digits;
  std::string_view text = node.value;
  if (text.find('_') != std::string_view::npos) {
    digits = text;
    std::erase(digits, '_');
    text = digits;
  }
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  int base = 10;
  if (text.size() > 1 && text.front() == '0') {
    // YAML 1.1 writes octal numbers with a plain 0, YAML 1.2 with 0o; Go's reader takes both.
    const char mark = to_lower(text[1]);
    base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
    text.remove_prefix(is_digit(mark) ? 1 : 2);
  }
  std::uint64_t number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (status != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  if (number > most + (negative ? 1 : 0)) return std::nullopt;
  return static_cast<std::int64_t>(negative ? 0 - number : number);
}

std::optional<std::string_view> as_text(const Node& node) {
  if (!node.is_scalar()) return std::nullopt;
  return node.is_null() ? std::string_view{} : node.value;
}

std::string_view Tree::keep(std::string_view text) {
  if (text.empty()) return {};
  char* const kept = allocate<char>(text.size());
  std::copy(text.begin(), text.end(), kept);
  return {kept, text.size()};
}

Nodes Tree::keep(Nodes items) {
  if (items.empty()) return {};
  const Node** const kept = allocate<const Node*>(items.size());
  std::copy(items.begin(), items.end(), kept);
  return {kept, items.size()};
}

Entries Tree::keep(Entries entries) {
  if (entries.empty()) return {};
  Entry* const kept = allocate<Entry>(entries.size());
  std::uninitialized_copy(entries.begin(), entries.end(), kept);
  return {kept, entries.size()};
}

}  // namespace boltseal::yaml
