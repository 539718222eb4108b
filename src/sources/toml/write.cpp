#include <algorithm>
#include <optional>
#include <string>

#include "base/text.h"
#include "sources/toml/options.h"
#include "sources/toml/toml.h"

namespace boltseal::toml_text {
namespace {

/// The value as TOML; nothing when an option of this form cannot have it.
std::optional<std::string> value_of(const Option& option, const Change& change) {
  if (const bool* const truth = std::get_if<bool>(&change.value)) {
    if (option.form == Form::boolean) return *truth ? "true" : "false";
    if (option.form == Form::negated) return *truth ? "false" : "true";
    return std::nullopt;
  }
  if (const auto* const number = std::get_if<std::int64_t>(&change.value)) {
    if (option.form == Form::number) return std::to_string(*number);
    return std::nullopt;
  }
  const auto* const text = std::get_if<std::string>(&change.value);
  if (text == nullptr) return std::nullopt;
  if (option.form == Form::ulimits && !change.element.empty()) {
    return "[" + yaml::toml_string(change.element + "=" + *text + ":" + *text) + "]";
  }
  if (option.form != Form::text) return std::nullopt;
  // Docker's driver that bounds itself; Podman's is another one.
  if (option.fact == Fact::log_driver && *text == "local") return yaml::toml_string("k8s-file");
  return yaml::toml_string(*text);
}

const Option* find_option(std::span<const Option> options, Fact fact) {
  const auto found = std::ranges::find(options, fact, &Option::fact);
  return found == options.end() ? nullptr : &*found;
}

// "plugins/io.containerd.grpc.v1.cri" → `[plugins."io.containerd.grpc.v1.cri"]`
std::string header_of(std::string_view table) {
  std::string header;
  for (const std::string_view key : split(table, '/')) {
    const bool is_bare = std::ranges::all_of(key, [](char c) { return is_word(c) || c == '-'; });
    header += (header.empty() ? "" : ".") + (is_bare ? std::string(key) : yaml::toml_string(key));
  }
  return "[" + header + "]";
}

std::size_t end_of_line(std::string_view text, std::size_t at) {
  return std::min(text.find('\n', at), text.size());
}

// The value with its key and what else stands in its line; nothing inside braces.
std::optional<Edit> without_entry(const Document& document, const yaml::Entry& entry) {
  const std::string_view text = document.text();
  const std::size_t begin = text.rfind('\n', entry.span.begin) + 1;  // npos + 1 is 0
  const std::string_view before = text.substr(begin, entry.span.begin - begin);
  if (before.find_first_of("{,") != std::string_view::npos) return std::nullopt;
  const std::size_t end = std::min(end_of_line(text, entry.span.end) + 1, text.size());
  return Edit{{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, ""};
}

// An item of a list, with the comma behind it or that before it.
Edit without_item(const yaml::Node& list, std::size_t at) {
  const yaml::Nodes items = list.items;
  if (at + 1 < items.size()) return {{items[at]->span.begin, items[at + 1]->span.begin}, ""};
  if (at > 0) return {{items[at - 1]->span.end, items[at]->span.end}, ""};
  return {items[at]->span, ""};
}

// Whether the place of a table is its own header, not that of one below it: `[a.b]` makes `a`, too.
bool has_header(const Document& document, const yaml::Fields& table, std::string_view path) {
  if (!table || path.empty()) return false;
  const File header{"header", std::string(document.at(table.node()->span))};
  const Document alone(header);
  yaml::Tree tree;
  if (!header.text.starts_with('[') || !yaml::parse_toml(alone, tree)) return false;
  std::size_t keys = 0;
  for (const yaml::Node* at = tree.documents.front(); at->is_mapping() && !at->entries.empty();
       at = at->entries.front().value) {
    ++keys;
  }
  return keys == split(path, '/').size();
}

// A key with its value, behind the header of its table, or with a header of its own at the end.
Edit added(const Document& document, const yaml::Fields& root, const Option& option,
           const std::string& line) {
  const std::string_view text = document.text();
  const yaml::Fields table = table_at(root, option.table);
  if (has_header(document, table, option.table)) {
    std::string indent;
    const auto& entries = table.node()->entries;
    if (!entries.empty()) {
      const std::size_t key = entries.front().key->span.begin;
      const std::size_t begin = text.rfind('\n', key) + 1;
      const std::string_view before = text.substr(begin, key - begin);
      if (trim(before).empty()) indent = before;
    }
    const std::size_t end = end_of_line(text, table.node()->span.end);
    if (end == text.size()) {
      const auto last = static_cast<std::uint32_t>(end);
      return {{last, last}, "\n" + indent + line + "\n", line};
    }
    const std::string_view feed = end > 0 && text[end - 1] == '\r' ? "\r\n" : "\n";
    const auto next = static_cast<std::uint32_t>(end + 1);
    return {{next, next}, indent + line + std::string(feed), line};
  }
  if (option.table.empty()) return {{0, 0}, line + "\n", line};
  const auto end = static_cast<std::uint32_t>(text.size());
  const std::string gap = text.empty() ? "" : text.ends_with('\n') ? "\n" : "\n\n";
  return {{end, end}, gap + header_of(option.table) + "\n" + line + "\n", line};
}

}  // namespace

std::string spell_option(const Change& change, std::span<const Option> options) {
  const Option* const option = find_option(options, change.fact);
  if (option == nullptr || change.op == Change::Op::remove) return {};
  const auto value = value_of(*option, change);
  return value ? std::string(option->key) + " = " + *value : std::string();
}

Result<std::vector<Edit>> write_option(const Document& document, const Change& change,
                                       std::span<const Option> options) {
  const auto refuse = [&](std::string reason) {
    return fail(std::move(reason), document.file().path, change.at.span);
  };
  yaml::Tree tree;
  if (const Result<void> parsed = yaml::parse_toml(document, tree); !parsed) {
    return std::unexpected(parsed.error());
  }
  const yaml::Fields root(tree.documents.front());
  // The one that states the fact; else where it is to be added.
  const Option* option = nullptr;
  const yaml::Entry* entry = nullptr;
  for (const Option& each : options) {
    const bool states = each.fact == change.fact || (each.form == Form::capabilities &&
                                                     change.fact == Fact::capabilities_added);
    if (!states) continue;
    const yaml::Fields table = table_at(root, each.table);
    const yaml::Entry* const found = table ? table.node()->find(each.key) : nullptr;
    if (found != nullptr || option == nullptr || (entry == nullptr && table)) option = &each;
    if (found != nullptr) entry = found;
  }
  if (option == nullptr) return refuse("this takes a person's decision here");
  if (change.op == Change::Op::remove) {
    if (entry == nullptr) return refuse("it does not stand here");
    if (change.element.empty()) {
      const auto edit = without_entry(document, *entry);
      return edit ? Result<std::vector<Edit>>({*edit}) : refuse("it stands between others here");
    }
    for (std::size_t at = 0; entry->value->is_sequence() && at < entry->value->items.size(); ++at) {
      const yaml::Node& item = *entry->value->items[at];
      const auto place = document.to_local(change.at.span);
      if (place && *place == item.span) {
        return std::vector<Edit>{without_item(*entry->value, at)};
      }
    }
    return refuse("it does not stand here");
  }
  const auto value = change.op == Change::Op::set ? value_of(*option, change) : std::nullopt;
  if (!value) return refuse("this change takes a person's decision here");
  if (entry != nullptr) return std::vector<Edit>{{entry->value->span, *value}};
  return std::vector<Edit>{
      added(document, root, *option, std::string(option->key) + " = " + *value)};
}

}  // namespace boltseal::toml_text
