#include "sources/compose/merge.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/text.h"
#include "sources/compose/short_syntax.h"

namespace boltseal::compose {
namespace {

using yaml::Entry;
using yaml::Kind;
using yaml::Node;
using yaml::Style;

enum class How : std::uint8_t {
  plainly,
  as_sequences,
  extra_hosts,
  override_it,
  build,
  depends_on,
  by_name,  // lists of names are mappings to nothing
  logging,
  ipam,
};

struct Rule {
  std::string_view pattern;
  How how;
};

constexpr Rule rules[] = {
    {"networks.*.ipam.config", How::ipam},
    {"networks.*.labels", How::as_sequences},
    {"volumes.*.labels", How::as_sequences},
    {"services.*.annotations", How::as_sequences},
    {"services.*.build", How::build},
    {"services.*.build.args", How::as_sequences},
    {"services.*.build.additional_contexts", How::as_sequences},
    {"services.*.build.extra_hosts", How::extra_hosts},
    {"services.*.build.labels", How::as_sequences},
    {"services.*.command", How::override_it},
    {"services.*.depends_on", How::depends_on},
    {"services.*.deploy.labels", How::as_sequences},
    {"services.*.dns", How::as_sequences},
    {"services.*.dns_opt", How::as_sequences},
    {"services.*.dns_search", How::as_sequences},
    {"services.*.entrypoint", How::override_it},
    {"services.*.env_file", How::as_sequences},
    {"services.*.label_file", How::as_sequences},
    {"services.*.environment", How::as_sequences},
    {"services.*.extra_hosts", How::extra_hosts},
    {"services.*.healthcheck.test", How::override_it},
    {"services.*.labels", How::as_sequences},
    {"services.*.volumes.*.volume.labels", How::as_sequences},
    {"services.*.logging", How::logging},
    {"services.*.models", How::by_name},
    {"services.*.networks", How::by_name},
    {"services.*.sysctls", How::as_sequences},
    {"services.*.tmpfs", How::as_sequences},
    {"services.*.ulimits.*", How::override_it},
};

How how_to_merge(const Path& path) {
  for (const Rule& rule : rules) {
    if (matches(rule.pattern, path)) return rule.how;
  }
  return How::plainly;
}

// What makes two items of a list the same thing.
enum class Identity : std::uint8_t { none, name, whole, target, device, port, path, mount };

struct Unique {
  std::string_view pattern;
  Identity identity;
};

constexpr Unique unique[] = {
    {"networks.*.labels", Identity::name},
    {"networks.*.ipam.options", Identity::name},
    {"services.*.annotations", Identity::name},
    {"services.*.build.args", Identity::name},
    {"services.*.build.additional_contexts", Identity::name},
    {"services.*.build.platform", Identity::name},
    {"services.*.build.tags", Identity::name},
    {"services.*.build.labels", Identity::name},
    {"services.*.cap_add", Identity::name},
    {"services.*.cap_drop", Identity::name},
    {"services.*.configs", Identity::mount},
    {"services.*.deploy.labels", Identity::name},
    {"services.*.devices", Identity::device},
    {"services.*.dns", Identity::name},
    {"services.*.dns_opt", Identity::name},
    {"services.*.dns_search", Identity::name},
    {"services.*.environment", Identity::name},
    {"services.*.env_file", Identity::path},
    {"services.*.expose", Identity::whole},
    {"services.*.labels", Identity::name},
    {"services.*.links", Identity::name},
    {"services.*.networks.*.aliases", Identity::name},
    {"services.*.networks.*.link_local_ips", Identity::name},
    {"services.*.ports", Identity::port},
    {"services.*.profiles", Identity::name},
    {"services.*.secrets", Identity::mount},
    {"services.*.sysctls", Identity::name},
    {"services.*.tmpfs", Identity::name},
    {"services.*.volumes", Identity::target},
};

std::string text_at(const Node& mapping, std::string_view key, std::string_view missing = {}) {
  const Node* const node = mapping.get(key);
  return node && node->is_scalar() ? std::string(node->value) : std::string(missing);
}

std::string identity_of(const Node& item, Identity identity) {
  const std::string text(item.value);
  const bool is_text = item.is_scalar();
  switch (identity) {
    case Identity::none: return {};
    case Identity::name: return text.substr(0, text.find('='));
    case Identity::whole: return text;
    case Identity::path: return is_text ? text : text_at(item, "path");
    case Identity::target:
      return is_text ? split_volume(Text(text)).target.bytes() : text_at(item, "target");
    case Identity::device: {
      if (!is_text) return text_at(item, "target");
      const auto parts = split(text, ':');
      return std::string(parts[parts.size() > 1 ? 1 : 0]);
    }
    case Identity::port:
      return is_text ? text
                     : text_at(item, "host_ip", "0.0.0.0") + ":" + text_at(item, "published") +
                           ":" + text_at(item, "target") + "/" + text_at(item, "protocol", "tcp");
    case Identity::mount: return is_text ? text : text_at(item, "target", text_at(item, "source"));
  }
  return {};
}

bool is_reset(const Node& node) { return node.tag == "!reset"; }

}  // namespace

bool matches(std::string_view pattern, const Path& path) {
  std::size_t at = 0;
  for (const std::string_view step : path) {
    if (at > pattern.size()) return false;
    const std::size_t dot = std::min(pattern.find('.', at), pattern.size());
    const std::string_view wanted = pattern.substr(at, dot - at);
    if (wanted != "*" && wanted != step) return false;
    at = dot + 1;
  }
  return at == pattern.size() + 1;
}

const Node* Merger::replaced_by(const Node& node) const {
  const auto found = replaced_.find(&node);
  return found == replaced_.end() ? nullptr : found->second;
}

Node& Merger::make_mapping(const Node& like, yaml::Entries entries) {
  Node& node = made_.make();
  node.kind = Kind::mapping;
  node.style = Style::block;
  node.entries = made_.keep(entries);
  node.document = like.document;
  node.span = like.span;
  return node;
}

Node& Merger::make_text(std::string_view text, const Node& like) {
  Node& node = made_.make();
  node.style = Style::double_quoted;
  node.value = made_.keep(text);
  node.document = like.document;
  node.span = like.span;
  return node;
}

const Node& Merger::make_sequence(yaml::Nodes items, const Node& like, const Path& path) {
  Node& node = made_.make();
  node.kind = Kind::sequence;
  node.style = Style::block;
  node.document = like.document;
  node.span = like.span;
  node.items = made_.keep(without_replaced(items, path));
  return node;
}

// A node of its own, so that what it replaced is known even where an anchor shares it.
const Node* Merger::replace(const Node& base, const Node& over) {
  if (!over.is_scalar() || (base.is_scalar() && base.value == over.value)) return &over;
  Node& copy = made_.make();
  copy = over;
  replaced_[&copy] = &base;
  return &copy;
}

std::vector<const Node*> Merger::without_replaced(yaml::Nodes items, const Path& path) {
  Identity identity = Identity::none;
  for (const Unique& row : unique) {
    if (matches(row.pattern, path)) identity = row.identity;
  }
  if (identity == Identity::none) return {items.begin(), items.end()};
  std::vector<const Node*> kept;
  std::unordered_map<std::string, std::size_t> seen;
  for (const Node* item : items) {
    const auto [known, is_new] = seen.emplace(identity_of(*item, identity), kept.size());
    if (is_new) {
      kept.push_back(item);
    } else {
      kept[known->second] = replace(*kept[known->second], *item);
    }
  }
  return kept;
}

std::vector<const Node*> Merger::as_sequence(const Node& node) {
  std::vector<const Node*> items;
  if (node.is_sequence()) items.assign(node.items.begin(), node.items.end());
  if (node.is_scalar() && !node.is_null()) items.push_back(&node);
  if (!node.is_mapping()) return items;
  for (const Entry& entry : yaml::merged_entries(node)) {
    const auto add = [&](const Node* value) {
      std::string text(entry.key->value);
      if (value && value->is_scalar() && !value->is_null()) (text += '=') += value->value;
      Node& made = make_text(text, *entry.key);
      if (!entry.span.empty()) made.span = entry.span;
      items.push_back(&made);
    };
    if (is_reset(*entry.value)) continue;
    if (entry.value->is_sequence()) {
      for (const Node* item : entry.value->items) add(item);
    } else {
      add(entry.value);
    }
  }
  // compose-go's order: it has no order of keys to keep.
  std::stable_sort(items.begin(), items.end(),
                   [](const Node* a, const Node* b) { return a->value < b->value; });
  return items;
}

const Node& Merger::as_build(const Node& node) {
  if (!node.is_scalar() || node.is_null()) return node;
  const Entry context{&make_text("context", node), &node, node.span};
  return make_mapping(node, {&context, 1});
}

const Node& Merger::as_mapping(const Node& node, bool depends_on) {
  if (!node.is_sequence()) return node;
  std::vector<Entry> entries;
  for (const Node* item : node.items) {
    const Node* value = nullptr;
    if (depends_on) {
      Node& required = make_text("true", *item);
      required.style = Style::plain;
      const Entry defaults[] = {
          {&make_text("condition", *item), &make_text("service_started", *item), item->span},
          {&make_text("required", *item), &required, item->span}};
      value = &make_mapping(*item, defaults);
    } else {
      Node& nothing = make_text("", *item);
      nothing.style = Style::plain;
      value = &nothing;
    }
    entries.push_back({item, value, item->span});
  }
  return make_mapping(node, entries);
}

Result<const Node*> Merger::merge(const Node& base, const Node& over, Path& path) {
  if (over.tag == "!override" || is_reset(base)) return &over;
  const How how = how_to_merge(path);
  switch (how) {
    case How::override_it: return replace(base, over);
    case How::as_sequences:
    case How::extra_hosts: {
      std::vector<const Node*> items = as_sequence(base);
      std::unordered_set<std::string_view> known;
      if (how == How::extra_hosts) {
        for (const Node* item : items) known.insert(item->value);
      }
      for (const Node* item : as_sequence(over)) {
        if (!known.contains(item->value)) items.push_back(item);
      }
      return &make_sequence(items, over, path);
    }
    default: break;
  }
  if (over.is_null() && over.tag.empty()) return &base;
  if (base.is_null()) return &over;
  if (how == How::build) {
    const Node& left = as_build(base);
    const Node& right = as_build(over);
    if (left.is_mapping() && right.is_mapping()) return merge_mappings(left, right, path);
  }
  if (how == How::depends_on || how == How::by_name) {
    const Node& left = as_mapping(base, how == How::depends_on);
    const Node& right = as_mapping(over, how == How::depends_on);
    if (left.is_mapping() && right.is_mapping()) return merge_mappings(left, right, path);
  }
  if (how == How::logging && base.is_mapping() && over.is_mapping()) {
    // Options belong to one driver.
    const Node* const left = base.get("driver");
    const Node* const right = over.get("driver");
    if (left && right && left->value != right->value) return &over;
  }
  if (how == How::ipam && base.is_sequence() && over.is_sequence()) {
    return merge_ipam(base, over, path);
  }
  if (base.kind != over.kind && !base.is_scalar()) {
    return std::unexpected(over.document->error(
        std::string(base.is_mapping() ? "a mapping" : "a list") + " is overridden by " +
            (over.is_mapping()    ? "a mapping"
             : over.is_sequence() ? "a list"
                                  : "a single value"),
        over.span, "Write it in the same form as the file that it overrides"));
  }
  if (base.is_mapping()) return merge_mappings(base, over, path);
  if (base.is_sequence()) {
    std::vector<const Node*> items(base.items.begin(), base.items.end());
    items.insert(items.end(), over.items.begin(), over.items.end());
    return &make_sequence(items, over, path);
  }
  return replace(base, over);
}

Result<const Node*> Merger::merge_mappings(const Node& base, const Node& over, Path& path) {
  const std::size_t size = base.walk_size + over.entries.size() + 1;
  if (size > budget_) {
    return std::unexpected(over.document->error(
        "merging makes the project larger than 500000 entries", over.span, "Split the project"));
  }
  budget_ -= size;
  std::vector<Entry> entries = yaml::merged_entries(base);
  std::unordered_map<std::string_view, std::size_t> known;
  for (std::size_t at = 0; at < entries.size(); ++at) {
    known.emplace(entries[at].key->value, at);
  }
  for (const Entry& entry : yaml::merged_entries(over)) {
    const auto found = known.find(entry.key->value);
    if (found == known.end()) {
      known.emplace(entry.key->value, entries.size());
      entries.push_back(entry);
      continue;
    }
    Entry& slot = entries[found->second];
    if (is_reset(*entry.value)) {
      slot.value = entry.value;  // taken out when everything is merged
      continue;
    }
    path.push_back(entry.key->value);
    const Result<const Node*> value = merge(*slot.value, *entry.value, path);
    path.pop_back();
    if (!value) return value;
    // Services keep the key that introduced them; a value that was replaced has its new entry.
    if (*value == entry.value || (*value)->is_scalar()) slot.span = entry.span;
    slot.value = *value;
  }
  Node& merged = make_mapping(over, entries);
  merged.walk_size = static_cast<std::uint32_t>(size);
  return &merged;
}

// The algorithm of compose-go: pairs of configurations with the same subnet are merged.
Result<const Node*> Merger::merge_ipam(const Node& base, const Node& over, Path& path) {
  std::vector<const Node*> configs;
  const auto subnet = [](const Node& config) { return text_at(config, "subnet"); };
  std::unordered_map<std::string, std::size_t> known;
  const auto put = [&](const Node* config) {
    const auto [found, is_new] = known.emplace(subnet(*config), configs.size());
    if (is_new) {
      configs.push_back(config);
    } else {
      configs[found->second] = config;
    }
  };
  constexpr std::size_t most = 256;  // networks have one or two; pairs are compared
  if (base.items.size() > most || over.items.size() > most) {
    return std::unexpected(
        over.document->error("the network has more than 256 address ranges", over.span));
  }
  for (const Node* original : base.items) {
    const Node* merged = original;
    for (const Node* other : over.items) {
      if (subnet(*other) != subnet(*merged)) {
        if (!known.contains(subnet(*other))) {
          put(other);
          continue;
        }
      }
      const Result<const Node*> both = merge_mappings(*merged, *other, path);
      if (!both) return both;
      merged = *both;
      put(merged);
    }
  }
  return &make_sequence(configs, over, path);
}

}  // namespace boltseal::compose
