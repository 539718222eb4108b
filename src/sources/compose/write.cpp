#include "sources/compose/write.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "base/text.h"
#include "sources/compose/interpolate.h"
#include "sources/compose/places.h"
#include "sources/compose/short_syntax.h"
#include "sources/compose/write_networks.h"
#include "sources/yaml/quote.h"
#include "sources/yaml/yaml.h"

namespace boltseal::compose {
namespace {

using yaml::Entry;
using yaml::Node;

std::string bytes_spelled(std::int64_t bytes) {
  if (bytes > 0 && bytes % (1 << 30) == 0) return std::to_string(bytes >> 30) + "g";
  if (bytes > 0 && bytes % (1 << 20) == 0) return std::to_string(bytes >> 20) + "m";
  return std::to_string(bytes);
}

/// Thousandths as `cpus` reads them: 1500 → "1.5".
std::string cpus_spelled(std::int64_t thousandths) {
  std::string text = std::to_string(thousandths / 1000);
  std::string rest = std::to_string(1000 + thousandths % 1000).substr(1);
  while (!rest.empty() && rest.back() == '0') rest.pop_back();
  return rest.empty() ? text : text + "." + rest;
}

using Path = std::array<std::string_view, 4>;

std::span<const std::string_view> keys_of(const Path& path) {
  const auto end = std::ranges::find(path, std::string_view());
  return std::span(path).first(static_cast<std::size_t>(end - path.begin()));
}

/// The key of a service that states a fact; `under_deploy` where the service bounds itself there,
/// as Swarm wants it.
struct Key {
  Fact fact;
  Path path;
  Path under_deploy = {};
  yaml::WriteAs as = yaml::WriteAs::as_is;
  bool is_list = false;
};
constexpr std::array keys = {
    Key{Fact::user, {"user"}, {}, yaml::WriteAs::text},
    Key{Fact::read_only_root, {"read_only"}},
    Key{Fact::memory_limit, {"mem_limit"}, {"deploy", "resources", "limits", "memory"}},
    Key{Fact::cpu_limit, {"cpus"}, {"deploy", "resources", "limits", "cpus"}, yaml::WriteAs::text},
    Key{Fact::pids_limit, {"pids_limit"}, {"deploy", "resources", "limits", "pids"}},
    Key{Fact::open_files_limit, {"ulimits", "nofile"}},
    Key{Fact::restart, {"restart"}, {}, yaml::WriteAs::text},
    Key{Fact::pull_policy, {"pull_policy"}},
    Key{Fact::log_driver, {"logging", "driver"}, {}, yaml::WriteAs::text},
    Key{Fact::privileged, {"privileged"}},
    Key{Fact::capabilities_dropped, {"cap_drop"}, {}, yaml::WriteAs::text, true},
    Key{Fact::privilege_escalation, {"security_opt"}, {}, yaml::WriteAs::text, true},
    Key{Fact::log_options, {"logging", "options"}, {}, yaml::WriteAs::text},
    Key{Fact::mounts, {"tmpfs"}, {}, yaml::WriteAs::text, true},
    Key{Fact::health_check, {"healthcheck", "test"}},
};

const Key* key_of(const Change& change) {
  if (change.fact == Fact::mounts && change.field != "scratch") return nullptr;
  const auto found = std::ranges::find(keys, change.fact, &Key::fact);
  return found == keys.end() ? nullptr : &*found;
}

/// The value in Compose's words, before quotes; nothing when it has none for it.
std::optional<std::string> plain_value(const Change& change) {
  if (const bool* const truth = std::get_if<bool>(&change.value)) {
    if (change.fact == Fact::privilege_escalation) {
      if (*truth) return std::nullopt;
      return "no-new-privileges:true";
    }
    return *truth ? "true" : "false";
  }
  if (const auto* const number = std::get_if<std::int64_t>(&change.value)) {
    if (change.fact == Fact::memory_limit) return bytes_spelled(*number);
    if (change.fact == Fact::cpu_limit) return cpus_spelled(*number);
    return std::to_string(*number);
  }
  if (const auto* const text = std::get_if<std::string>(&change.value); text && !text->empty()) {
    return *text;
  }
  if (const auto* const several = std::get_if<std::vector<std::string>>(&change.value)) {
    return several->empty() ? std::nullopt : std::optional(several->front());
  }
  return std::nullopt;
}

std::string quoted(std::string_view text) {
  if (yaml::is_plain(text) && !yaml::is_typed(text)) return std::string(text);
  return yaml::needs_escapes(text) ? yaml::quote_double(text) : yaml::quote_single(text);
}

/// `test` with the start period, where one is wanted; nothing when no command is known.
std::optional<std::vector<yaml::Branch>> spelled(const HealthCheck& check) {
  if (check.kind != HealthCheck::Kind::command) return std::nullopt;
  const auto escaped = [](const Text& word) {
    std::string text;
    for (const char c : word.bytes()) text += c == '$' ? "$$" : std::string(1, c);
    return text;
  };
  std::string test;
  if (check.test.shell_form) {
    test = quoted(escaped(check.test.words.front()));
  } else {
    test = "[\"CMD\"";
    for (const Text& word : check.test.words) test += ", " + yaml::quote_double(escaped(word));
    test += "]";
  }
  std::vector<yaml::Branch> lines = {{"test", test}};
  if (check.start_period) {
    lines.push_back({"start_period", std::to_string(*check.start_period / 1000) + "s"});
  }
  return lines;
}

Result<std::vector<Edit>> add_health_check(const Document& document, const HealthCheck& check,
                                           const Found& found, const Node& root) {
  const auto lines = spelled(check);
  if (!lines) {
    return refuse(document, found.node->span,
                  "no command in the image that shows that it works is known");
  }
  const Result<const Node*> at = service_at(document, found, root);
  if (!at) return std::unexpected(at.error());
  // Without a test, the times of the image's own check stand here.
  const Node* const there = (*at)->get("healthcheck");
  if (there == nullptr) return only(yaml::add_branch(**at, {"healthcheck", {}, *lines}));
  std::size_t uses = 0;
  count_uses(root, there, uses);
  if (uses > 1) return refuse(document, found.node->span, shared);
  if (!there->is_mapping()) return refuse(document, there->span, "this is not a health check");
  return only(yaml::add_branch(*there, lines->front()));
}

Result<std::vector<Edit>> add_fact(const Document& document, const Change& change, const Key& key,
                                   const std::string& value, const Found& found, const Node& root) {
  const Result<const Node*> at = service_at(document, found, root);
  if (!at) return std::unexpected(at.error());
  const Node& service = **at;
  if (change.fact == Fact::user) {
    // Beside the image, where people look for it.
    const Entry* after = nullptr;
    for (const Entry& entry : service.entries) {
      if (entry.key->value == "image" && entry.value->is_scalar()) after = &entry;
    }
    const bool quoted = yaml::is_typed(value) || !yaml::is_plain(value);
    return only(
        yaml::add_entry(service, "user", quoted ? yaml::quote_double(value) : value, after));
  }
  const Node* const deploy = service.get("deploy");
  const bool in_deploy = !key.under_deploy[0].empty() && deploy != nullptr && deploy->is_mapping();
  std::vector<std::string_view> path;
  std::ranges::copy(keys_of(in_deploy ? key.under_deploy : key.path), std::back_inserter(path));
  if (change.fact == Fact::log_options) path.push_back(change.element);
  const Node* below = &service;
  for (const std::string_view step : path) {
    below = below->get(step);
    if (below == nullptr) break;
    std::size_t uses = 0;
    count_uses(root, below, uses);
    if (uses > 1) return refuse(document, found.node->span, shared);
  }
  if (const auto* const several = std::get_if<std::vector<std::string>>(&change.value)) {
    std::vector<std::string> items;
    std::ranges::transform(*several, std::back_inserter(items), quoted);
    return yaml::add_items(service, path, items);
  }
  if (key.is_list) return only(yaml::add_to_list(service, path, value));
  const yaml::WriteAs as =
      change.fact == Fact::cpu_limit && !in_deploy ? yaml::WriteAs::as_is : key.as;
  return only(yaml::set_path(service, path, value, as));
}

/// Puts a test where the check is switched off: `disable: true`, or a test of NONE.
Result<std::vector<Edit>> replace_health_check(const Document& document, const HealthCheck& check,
                                               const Found& found) {
  const auto lines = spelled(check);
  const ByteSpan at = found.node->span;
  if (!lines) {
    return refuse(document, at, "no command in the image that shows that it works is known");
  }
  if (found.uses > 1) return refuse(document, at, shared);
  const Entry* entry = nullptr;
  if (found.parent != nullptr && found.parent->is_mapping() && !found.value) {
    for (const Entry& each : found.parent->entries) {
      if (each.value == found.node) entry = &each;
    }
  }
  if (entry == nullptr) return refuse(document, at, "this is not a health check");
  const bool own = entry->span.contains(entry->value->span);
  if (!own) return refuse(document, at, shared);
  const std::string key(document.at(entry->key->span));
  if (key == "test") return std::vector{Edit{entry->value->span, lines->front().value}};
  if (key != "disable" || found.parent->entries.size() > 1) {
    return refuse(document, at, "other keys of the check stand beside it");
  }
  return std::vector{Edit{entry->span, "test: " + lines->front().value}};
}

Result<std::vector<Edit>> write_fact(const Document& document, const Change& change, const Key& key,
                                     const Found& found, const Node& root) {
  if (const auto* const check = std::get_if<HealthCheck>(&change.value)) {
    if (change.missing) return add_health_check(document, *check, found, root);
    return replace_health_check(document, *check, found);
  }
  const std::optional<std::string> value = plain_value(change);
  if (!value) return refuse(document, found.node->span, "a service cannot state this value");
  if (change.missing) return add_fact(document, change, key, *value, found, root);
  if (found.uses > 1) return refuse(document, found.node->span, shared);
  if (change.op == Change::Op::add) {
    // A list that is there: `at` is one of its items.
    if (found.parent == nullptr || !found.parent->is_sequence()) {
      return refuse(document, found.node->span, "this is not part of a list");
    }
    return only(yaml::add_item(*found.parent, *value));
  }
  if (!found.node->is_scalar() || found.value) {
    return refuse(document, found.node->span, "this is not a value of a service");
  }
  if (needs_interpolation(found.node->value)) {
    return refuse(document, found.node->span, interpolated);
  }
  return std::vector{yaml::replace_scalar(*found.node, *value, key.as)};
}

/// Takes away the entry whose value, or the list item, stands at the place; with its list or key
/// when nothing else is left there.
Result<std::vector<Edit>> remove(const Document& document, const Found& found, const Node& root) {
  if (found.uses > 1) return refuse(document, found.node->span, shared);
  const Node* parent = found.parent;
  const Node* gone = found.value ? found.value : found.node;
  while (parent != nullptr) {
    const bool alone =
        parent->is_sequence() ? parent->items.size() == 1 : parent->entries.size() == 1;
    if (!alone) break;
    Found outer;
    search_root(root, parent->span, outer);
    if (outer.parent == nullptr || outer.uses > 1) break;
    gone = parent;
    parent = outer.parent;
  }
  if (parent == nullptr) {
    return refuse(document, found.node->span, "nothing stands here that could go");
  }
  if (parent->is_sequence()) {
    Result<std::vector<Edit>> edits = only(yaml::remove_item(*parent, *gone));
    Found list;
    search_root(root, parent->span, list);
    if (!edits || list.parent == nullptr) return edits;
    for (const Entry& entry : list.parent->entries) {
      if (entry.value == parent) edits->push_back(yaml::untouched(*entry.key, gone->value));
    }
    return edits;
  }
  for (const Entry& entry : parent->entries) {
    if (entry.value != gone) continue;
    return std::vector{yaml::remove_entry(*parent, entry)};
  }
  return refuse(document, found.node->span, shared);
}

/// `[HOST_IP:]PUBLISHED:TARGET` or a mapping: reachable from this host only.
Result<std::vector<Edit>> write_host_address(const Document& document, const Change& change,
                                             const Found& found) {
  const std::string* const address = std::get_if<std::string>(&change.value);
  if (address == nullptr || found.value) {
    return refuse(document, found.node->span, "this is not a port of a service");
  }
  if (found.uses > 1) return refuse(document, found.node->span, shared);
  const Node& port = *found.node;
  if (port.is_mapping()) {
    constexpr std::array<std::string_view, 1> path = {"host_ip"};
    return only(yaml::set_path(port, path, *address, yaml::WriteAs::text));
  }
  const std::uint32_t quote = port.style == yaml::Style::plain ? 0 : 1;
  const ByteSpan inside{port.span.begin + quote, port.span.end - quote};
  if (!port.is_scalar() || inside.end < inside.begin || document.at(inside) != port.value) {
    return refuse(document, port.span, "the port is not written on one line without escapes");
  }
  const std::string_view text = port.value;
  const std::size_t everywhere = text.starts_with("0.0.0.0:") ? 8 : 0;
  if (text.find(':', everywhere) == std::string_view::npos) {
    // "80": the engine chooses a port of the host; an address then leaves its place empty.
    return std::vector{Edit{port.span, yaml::quote_double(*address + "::" + std::string(text))}};
  }
  const auto end = static_cast<std::uint32_t>(inside.begin + everywhere);
  return std::vector{Edit{{inside.begin, end}, *address + ":"}};
}

/// The options of a volume in short form after the change; "ro" leads, as everybody writes it.
std::string with_mode(std::string_view options, std::string_view mode) {
  std::string out;
  bool stated = false;
  for (const std::string_view word : split(options, ',')) {
    if (!out.empty()) out += ',';
    const bool is_mode = word == "ro" || word == "rw";
    out += is_mode ? mode : word;
    stated = stated || is_mode;
  }
  return stated || out.empty() ? (out.empty() ? std::string(mode) : out)
                               : std::string(mode) + "," + out;
}

/// `SOURCE:TARGET[:OPTIONS]`: only the options are touched, so that quotes and variables stay.
Result<std::vector<Edit>> write_short(const Document& document, const Node& entry,
                                      std::string_view mode) {
  const std::uint32_t quote = entry.style == yaml::Style::plain ? 0 : 1;
  const ByteSpan inside{entry.span.begin + quote, entry.span.end - quote};
  const Interpolated expanded = interpolate(entry.value, {});
  const ShortVolume parts = split_volume(expanded.text);
  if (inside.end < inside.begin || document.at(inside) != entry.value) {
    return refuse(document, entry.span, "the entry is not written on one line without escapes");
  }
  if (parts.source.empty()) {
    // "${DATA}" may hold everything; "/data" is an anonymous volume, made to be written.
    return refuse(document, entry.span,
                  parts.target.is_known() ? "an anonymous volume has no options in short form"
                                          : interpolated);
  }
  if (parts.options.empty()) {
    if (!expanded.text.is_known_at(expanded.text.bytes().size() - 1)) {
      return refuse(document, entry.span, interpolated);
    }
    return std::vector{Edit{{inside.end, inside.end}, ":" + std::string(mode)}};
  }
  const std::string_view options =
      std::string_view(expanded.text.bytes()).substr(parts.options.front().begin);
  if (!expanded.text.substr(parts.options.front().begin).is_known() ||
      !entry.value.ends_with(":" + std::string(options))) {
    return refuse(document, entry.span, interpolated);
  }
  const auto begin = static_cast<std::uint32_t>(inside.end - options.size());
  return std::vector{Edit{{begin, inside.end}, with_mode(options, mode)}};
}

Result<std::vector<Edit>> write_read_only(const Document& document, const Change& change,
                                          const Found& found) {
  const bool* const read_only = std::get_if<bool>(&change.value);
  if (read_only == nullptr) {
    return refuse(document, found.node->span, "read_only is either true or false");
  }
  if (found.uses > 1) return refuse(document, found.node->span, shared);
  const Node& entry = *found.node;
  if (entry.is_mapping()) {
    if (const Entry* present = entry.find("read_only")) {
      const bool own =
          entry.span.contains(present->span) && present->span.contains(present->value->span);
      if (!own) return refuse(document, entry.span, shared);
      if (needs_interpolation(present->value->value)) {
        return refuse(document, present->value->span, interpolated);
      }
      return std::vector{Edit{present->value->span, *read_only ? "true" : "false"}};
    }
    const Entry* after = entry.find("target");
    if (after && !entry.span.contains(after->span)) after = nullptr;
    Result<Edit> edit = yaml::add_entry(entry, "read_only", *read_only ? "true" : "false", after);
    if (!edit) return std::unexpected(edit.error());
    return std::vector{std::move(*edit)};
  }
  if (!entry.is_scalar() || found.value) {
    return refuse(document, entry.span, "this is not a volume of a service");
  }
  return write_short(document, entry, *read_only ? "ro" : "rw");
}

}  // namespace

Result<std::vector<Edit>> write(const Document& document, const Change& change) {
  const bool is_read_only = change.fact == Fact::mounts && change.field == "read_only";
  const bool is_address = change.fact == Fact::published_ports && change.field == "host_ip";
  const bool removes = change.op == Change::Op::remove && !change.missing;
  const bool is_network = change.fact == Fact::networks && !removes;
  const Key* const key = key_of(change);
  const bool is_options = change.fact == Fact::mounts && change.field == "options";
  const bool is_known = key || is_read_only || is_address || is_network || is_options || removes;
  if (change.op == Change::Op::rewrite || !is_known) {
    return fail("a Compose file cannot state this", document.path());
  }
  const std::optional<ByteSpan> at = document.to_local(change.at.span);
  const auto tree = yaml::tree_of(document);
  if (!tree) return std::unexpected(tree.error());
  Found found;
  const Node* root = nullptr;
  for (const Node* each : (*tree)->documents) {
    if (found.node || !at) break;
    root = each;
    search_root(*each, *at, found);
  }
  if (found.node == nullptr) {
    return fail("the place is not part of a service here", document.path());
  }
  if (removes) return remove(document, found, *root);
  if (is_read_only) return write_read_only(document, change, found);
  if (is_address) return write_host_address(document, change, found);
  if (is_options) return add_options(document, change, found);
  if (is_network) return write_networks(document, change, found, *root);
  return write_fact(document, change, *key, found, *root);
}

std::string spell(const Document&, const Change& change) {
  if (change.op == Change::Op::remove) return {};
  if (const auto* const check = std::get_if<HealthCheck>(&change.value)) {
    const auto lines = spelled(*check);
    return lines ? "healthcheck: {test: " + lines->front().value + "}" : std::string();
  }
  if (const Key* const key = key_of(change)) {
    const std::optional<std::string> value = plain_value(change);
    if (!value) return {};
    const bool quoted =
        !yaml::is_plain(*value) || (key->as == yaml::WriteAs::text &&
                                    change.fact != Fact::cpu_limit && yaml::is_typed(*value));
    std::string text = quoted ? yaml::quote_double(*value) : *value;
    if (key->is_list) text = "[" + text + "]";
    std::string spelled, ends;
    const auto below = [&](std::string_view step) {
      if (!spelled.empty()) {
        spelled += '{';
        ends += '}';
      }
      spelled.append(step).append(": ");
    };
    std::ranges::for_each(keys_of(key->path), below);
    if (change.fact == Fact::log_options) below(change.element);
    return spelled + text + ends;
  }
  if (change.fact == Fact::mounts && change.field == "read_only") {
    const bool* const read_only = std::get_if<bool>(&change.value);
    if (read_only == nullptr) return {};
    const Origin& at = change.at;
    std::string_view entry;
    if (at.file && at.span.end <= at.file->text.size()) {
      entry = std::string_view(at.file->text).substr(at.span.begin, at.span.size());
    }
    const bool is_short = !entry.empty() && entry.find('\n') == std::string_view::npos &&
                          entry.find("target:") == std::string_view::npos;
    if (!is_short) return std::string("read_only: ") + (*read_only ? "true" : "false");
    if (entry.front() == '"' || entry.front() == '\'') {
      entry = entry.substr(1, entry.size() - std::min<std::size_t>(entry.size(), 2));
    }
    const ShortVolume parts = split_volume(interpolate(entry, {}).text);
    std::string_view kept = entry;
    std::string options;
    if (!parts.options.empty()) {
      const std::size_t colon = entry.rfind(':');
      kept = entry.substr(0, colon);
      options = entry.substr(colon + 1);
    }
    return "- " + std::string(kept) + ":" + with_mode(options, *read_only ? "ro" : "rw");
  }
  return {};
}

}  // namespace boltseal::compose
