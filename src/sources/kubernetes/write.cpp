#include "sources/kubernetes/write.h"

#include <array>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "base/text.h"
#include "sources/yaml/yaml.h"

namespace boltseal::kubernetes {
namespace {

using yaml::Node;

struct Key {
  Fact fact;
  std::string_view key;
};

// Facts that are one field of a container's securityContext.
constexpr std::array keys = {
    Key{Fact::user, "runAsUser"},
    Key{Fact::run_as_non_root, "runAsNonRoot"},
    Key{Fact::read_only_root, "readOnlyRootFilesystem"},
    Key{Fact::privileged, "privileged"},
    Key{Fact::privilege_escalation, "allowPrivilegeEscalation"},
};

std::optional<std::string_view> key_of(Fact fact) {
  for (const Key& known : keys) {
    if (known.fact == fact) return known.key;
  }
  return std::nullopt;
}

/// The value as a manifest spells it; nothing for a user by name, which runAsUser does not take.
std::optional<std::string> spelled(const Change& change) {
  if (const bool* const truth = std::get_if<bool>(&change.value)) return *truth ? "true" : "false";
  if (const auto* const number = std::get_if<std::int64_t>(&change.value)) {
    return std::to_string(*number);
  }
  if (const auto* const text = std::get_if<std::string>(&change.value)) {
    if (change.fact != Fact::user) return *text;
    const std::string_view uid = std::string_view(*text).substr(0, text->find(':'));
    if (parse_int(uid)) return std::string(uid);
  }
  return std::nullopt;
}

std::string bytes_spelled(std::int64_t bytes) {
  constexpr std::array units = {"", "Ki", "Mi", "Gi", "Ti"};
  std::size_t unit = 0;
  while (bytes != 0 && bytes % 1024 == 0 && unit + 1 < units.size()) {
    bytes /= 1024;
    ++unit;
  }
  return std::to_string(bytes) + units[unit];
}

/// Where every node stands, so that an edit knows its surroundings and whom it would affect.
class Places {
 public:
  explicit Places(const yaml::Tree& tree) {
    for (const Node* const root : tree.documents) {
      if (root != nullptr) visit(*root);
    }
  }

  const Node* parent(const Node& node) const {
    const auto place = places_.find(&node);
    return place == places_.end() ? nullptr : place->second.parent;
  }
  /// Whether the node, or anything around it, also stands elsewhere through an alias.
  bool is_shared(const Node& node) const {
    for (const Node* at = &node; at != nullptr; at = parent(*at)) {
      const auto place = places_.find(at);
      if (place != places_.end() && place->second.references > 1) return true;
    }
    return false;
  }
  const Node* at(ByteSpan local) const {
    const auto found = by_span_.find(key(local));
    return found == by_span_.end() ? nullptr : found->second;
  }

 private:
  struct Place {
    const Node* parent = nullptr;
    int references = 0;
  };

  static std::uint64_t key(ByteSpan span) { return std::uint64_t{span.begin} << 32 | span.end; }

  void enter(const Node& node, const Node& parent) {
    Place& place = places_[&node];
    if (++place.references > 1) return;
    place.parent = &parent;
    visit(node);
  }
  void visit(const Node& node) {
    // A mapping with the span of its only item cannot occur, so the outermost node keeps a span.
    by_span_.emplace(key(node.span), &node);
    for (const Node* const item : node.items) enter(*item, node);
    for (const yaml::Entry& entry : node.entries) {
      enter(*entry.key, node);
      enter(*entry.value, node);
    }
  }

  std::unordered_map<const Node*, Place> places_;
  std::unordered_map<std::uint64_t, const Node*> by_span_;
};

bool is_container(const Node& node, const Places& places) {
  if (!node.is_mapping()) return false;
  const Node* const list = places.parent(node);
  const Node* const spec = list != nullptr ? places.parent(*list) : nullptr;
  if (spec == nullptr || !list->is_sequence() || !spec->is_mapping()) return false;
  return spec->get("containers") == list || spec->get("initContainers") == list ||
         spec->get("ephemeralContainers") == list;
}

/// The container around a node; null when there is none.
const Node* container_around(const Node& node, const Places& places) {
  for (const Node* at = &node; at != nullptr; at = places.parent(*at)) {
    if (is_container(*at, places)) return at;
  }
  return nullptr;
}

class Writer {
 public:
  Writer(const Document& document, const Change& change, const yaml::Tree& tree)
      : document_(document), change_(change), places_(tree) {}

  Result<std::vector<Edit>> write() const {
    const auto local = document_.to_local(change_.at.span);
    const Node* const node = local ? places_.at(*local) : nullptr;
    if (node == nullptr) return refuse("the place of the change is not part of this manifest");
    const auto value = spelled(change_);
    if (!value) return refuse("a manifest cannot express this value");
    if (change_.fact == Fact::mounts) {
      if (change_.field != "read_only") return refuse("only readOnly of a mount can be changed");
      return write_mount(*node, *value);
    }
    const auto key = key_of(change_.fact);
    if (!key) return refuse("this fact is not changed in manifests yet");
    if (!change_.missing && node->is_scalar()) return replace(*node, *value);
    const Node* const container = container_around(*node, places_);
    if (container == nullptr) return refuse("no container stands here");
    return write_context(*container, *key, *value);
  }

 private:
  std::unexpected<Error> refuse(std::string reason) const {
    return fail(std::move(reason), document_.file().path, change_.at.span);
  }
  std::unexpected<Error> refuse_shared() const {
    return refuse("it is shared with other places through a YAML anchor");
  }

  /// A key as JSON wants it, where the manifest is JSON.
  std::string quoted(std::string_view key) const {
    const std::string_view text = trim(document_.text());
    const bool json = text.starts_with('{');
    return json ? "\"" + std::string(key) + "\"" : std::string(key);
  }

  Result<std::vector<Edit>> replace(const Node& scalar, std::string_view value) const {
    if (places_.is_shared(scalar)) return refuse_shared();
    return std::vector{yaml::replace_scalar(scalar, value)};
  }

  Result<std::vector<Edit>> set(const Node& mapping, std::string_view key,
                                std::string_view value) const {
    if (const Node* const before = mapping.get(key); before != nullptr && before->is_scalar()) {
      return replace(*before, value);
    }
    if (places_.is_shared(mapping)) return refuse_shared();
    // Beside other keys a new one is quoted as they are; in `{}` there is none to follow.
    const bool alone = mapping.entries.empty();
    auto edit = yaml::add_entry(mapping, alone ? quoted(key) : std::string(key), value);
    if (!edit) return std::unexpected(edit.error());
    return std::vector{std::move(*edit)};
  }

  Result<std::vector<Edit>> write_context(const Node& container, std::string_view key,
                                          const std::string& value) const {
    const Node* const context = container.get("securityContext");
    if (context != nullptr && context->is_mapping()) return set(*context, key, value);
    const bool flow = container.style == yaml::Style::flow || context != nullptr;
    const std::string entry = quoted(key) + ": " + value;
    return set(container, "securityContext", flow ? "{" + entry + "}" : "\n" + entry);
  }

  Result<std::vector<Edit>> write_mount(const Node& node, const std::string& value) const {
    if (node.is_scalar()) return replace(node, value);
    if (!node.is_mapping()) return refuse("no volume is mounted here");
    return set(node, "readOnly", value);
  }

  const Document& document_;
  const Change& change_;
  const Places places_;
};

}  // namespace

Result<std::vector<Edit>> write(const Document& document, const Change& change) {
  yaml::Tree tree;
  if (const auto parsed = yaml::parse(document, tree); !parsed) {
    return std::unexpected(parsed.error());
  }
  return Writer(document, change, tree).write();
}

std::string spell(const Change& change) {
  const auto value = spelled(change);
  if (!value) return {};
  if (change.fact == Fact::mounts) {
    return change.field == "read_only" ? "readOnly: " + *value : std::string();
  }
  if (change.fact == Fact::automount_token) return "automountServiceAccountToken: " + *value;
  if (const auto* const amount = std::get_if<std::int64_t>(&change.value)) {
    if (change.fact == Fact::memory_limit) {
      return "resources: {limits: {memory: " + bytes_spelled(*amount) + "}}";
    }
    if (change.fact == Fact::cpu_limit) {
      return "resources: {limits: {cpu: " + std::to_string(*amount) + "m}}";
    }
  }
  const auto key = key_of(change.fact);
  return key ? std::string(*key) + ": " + *value : std::string();
}

}  // namespace boltseal::kubernetes
