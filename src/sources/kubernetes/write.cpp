#include "sources/kubernetes/write.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>

#include "base/text.h"
#include "sources/yaml/yaml.h"

namespace boltseal::kubernetes {
namespace {

using yaml::Node;

using Path = std::array<std::string_view, 3>;

/// The field of a container (or of the pod's spec) that states a fact.
struct Key {
  Fact fact;
  Path path;
  bool of_pod = false;
  bool is_list = false;
  yaml::WriteAs as = yaml::WriteAs::as_is;
};
constexpr std::array keys = {
    Key{Fact::user, {"securityContext", "runAsUser"}},
    Key{Fact::run_as_non_root, {"securityContext", "runAsNonRoot"}},
    Key{Fact::read_only_root, {"securityContext", "readOnlyRootFilesystem"}},
    Key{Fact::privileged, {"securityContext", "privileged"}},
    Key{Fact::privilege_escalation, {"securityContext", "allowPrivilegeEscalation"}},
    Key{Fact::capabilities_dropped, {"securityContext", "capabilities", "drop"}, false, true},
    Key{Fact::seccomp, {"securityContext", "seccompProfile", "type"}},
    Key{Fact::memory_limit, {"resources", "limits", "memory"}},
    Key{Fact::cpu_limit,
        {"resources", "limits", "cpu"},
        false,
        false,
        yaml::WriteAs::text},  // a quantity is text
    Key{Fact::pull_policy, {"imagePullPolicy"}},
    Key{Fact::automount_token, {"automountServiceAccountToken"}, true},
};

const Key* key_of(Fact fact) {
  const auto found = std::ranges::find(keys, fact, &Key::fact);
  return found == keys.end() ? nullptr : &*found;
}

std::span<const std::string_view> keys_of(const Path& path) {
  const auto end = std::ranges::find(path, std::string_view());
  return std::span(path).first(static_cast<std::size_t>(end - path.begin()));
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

/// The value as a manifest spells it; nothing for a user by name, which runAsUser does not take.
std::optional<std::string> spelled(const Change& change) {
  if (const bool* const truth = std::get_if<bool>(&change.value)) return *truth ? "true" : "false";
  if (const auto* const number = std::get_if<std::int64_t>(&change.value)) {
    if (change.fact == Fact::memory_limit) return bytes_spelled(*number);
    if (change.fact == Fact::cpu_limit) {
      const bool whole = *number % 1000 == 0;
      return whole ? std::to_string(*number / 1000) : std::to_string(*number) + "m";
    }
    return std::to_string(*number);
  }
  const auto* const text = std::get_if<std::string>(&change.value);
  if (text == nullptr) return std::nullopt;
  if (change.fact == Fact::seccomp) {
    if (*text != "runtime/default") return std::nullopt;
    return "RuntimeDefault";
  }
  if (change.fact == Fact::pull_policy) {
    if (*text == "always") return "Always";
    return *text == "missing" ? std::optional<std::string>("IfNotPresent") : std::nullopt;
  }
  if (change.fact != Fact::user) return *text;
  const std::string_view uid = std::string_view(*text).substr(0, text->find(':'));
  return parse_int(uid) ? std::optional(std::string(uid)) : std::nullopt;
}

/// `tcpSocket` or `httpGet`; nothing for what is no port.
std::optional<yaml::Branch> handler_of(const HealthCheck& check) {
  const std::size_t colon = check.url.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  const yaml::Branch port{"port", check.url.substr(colon + 1)};
  if (check.kind == HealthCheck::Kind::tcp) return yaml::Branch{"tcpSocket", {}, {port}};
  if (check.kind != HealthCheck::Kind::http) return std::nullopt;
  return yaml::Branch{"httpGet", {}, {{"path", check.url.substr(0, colon)}, port}};
}

/// "/var/cache/nginx" as a part of a volume's name: "var-cache-nginx".
std::string name_of_folder(std::string_view folder) {
  std::string name;
  for (const char c : folder) {
    const bool fits = is_letter(c) || is_digit(c);
    if (fits) name += to_lower(c);
    if (!fits && !name.empty() && name.back() != '-') name += '-';
  }
  while (name.ends_with('-')) name.pop_back();
  return name;
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

/// The pod's spec in the object around a node: that of a Pod, or of the template within.
const Node* spec_around(const Node& node, const Places& places) {
  const Node* at = &node;
  while (at != nullptr && !(at->is_mapping() && at->get("kind") && at->get("spec"))) {
    at = places.parent(*at);
  }
  while (at != nullptr && at->get("containers") == nullptr) {
    const Node* inner = nullptr;
    for (const std::string_view key : {"spec", "jobTemplate", "template"}) {
      const Node* const below = at->get(key);
      if (inner == nullptr && below != nullptr && below->is_mapping()) inner = below;
    }
    at = inner;
  }
  return at;
}

class Writer {
 public:
  Writer(const Document& document, const Change& change, const yaml::Tree& tree)
      : document_(document), change_(change), places_(tree) {}

  Result<std::vector<Edit>> write() const {
    const auto local = document_.to_local(change_.at.span);
    const Node* const node = local ? places_.at(*local) : nullptr;
    if (node == nullptr) return refuse("the place of the change is not part of this manifest");
    if (change_.op == Change::Op::remove && !change_.missing) return remove(*node);
    if (change_.fact == Fact::mounts && change_.field == "options") return add_options(*node);
    if (const auto* const folders = std::get_if<std::vector<std::string>>(&change_.value)) {
      return write_scratch(*node, *folders);
    }
    if (const auto* const check = std::get_if<HealthCheck>(&change_.value)) {
      return write_probe(*node, *check);
    }
    const auto value = spelled(change_);
    if (!value) return refuse("a manifest cannot express this value");
    if (change_.fact == Fact::mounts) {
      if (change_.field != "read_only") return refuse("only readOnly of a mount can be changed");
      return write_mount(*node, *value);
    }
    const Key* const key = key_of(change_.fact);
    if (key == nullptr) return refuse("this fact is not changed in manifests");
    if (!change_.missing && change_.op == Change::Op::add) return add_beside(*node, *value);
    if (!change_.missing && node->is_scalar()) {
      if (places_.is_shared(*node)) return refuse_shared();
      return std::vector{yaml::replace_scalar(*node, *value, key->as)};
    }
    const Node* const at =
        key->of_pod ? spec_around(*node, places_) : container_around(*node, places_);
    if (at == nullptr) return refuse("no container stands here");
    const auto path = keys_of(key->path);
    const Node* below = at;
    for (std::size_t i = 0; below != nullptr; below = below->get(path[i++])) {
      if (places_.is_shared(*below)) return refuse_shared();
      if (i == path.size()) break;
    }
    return only(key->is_list ? yaml::add_to_list(*at, path, *value)
                             : yaml::set_path(*at, path, *value, key->as));
  }

 private:
  std::unexpected<Error> refuse(std::string reason) const {
    return fail(std::move(reason), document_.file().path, change_.at.span);
  }
  std::unexpected<Error> refuse_shared() const {
    return refuse("it is shared with other places through a YAML anchor");
  }

  static Result<std::vector<Edit>> only(Result<Edit> edit) {
    if (!edit) return std::unexpected(edit.error());
    return std::vector{std::move(*edit)};
  }

  Result<std::vector<Edit>> add_beside(const Node& item, const std::string& value) const {
    const Node* const list = places_.parent(item);
    if (places_.is_shared(item)) return refuse_shared();
    if (list == nullptr || !list->is_sequence()) return refuse("this is not part of a list");
    return only(yaml::add_item(*list, value));
  }

  /// Takes away the entry or item; with the list or mapping around it when nothing else is left.
  Result<std::vector<Edit>> remove(const Node& node) const {
    if (places_.is_shared(node)) return refuse_shared();
    const Node* gone = &node;
    const Node* parent = places_.parent(node);
    while (parent != nullptr && places_.parent(*parent) != nullptr) {
      const std::size_t others =
          parent->is_sequence() ? parent->items.size() : parent->entries.size();
      if (others > 1) break;
      gone = parent;
      parent = places_.parent(*parent);
    }
    if (parent == nullptr) return refuse("nothing stands here that could go");
    if (parent->is_sequence()) {
      Result<std::vector<Edit>> edits = only(yaml::remove_item(*parent, *gone));
      const Node* const around = places_.parent(*parent);
      if (!edits || around == nullptr) return edits;
      for (const yaml::Entry& entry : around->entries) {
        if (entry.value == parent) edits->push_back(yaml::untouched(*entry.key, gone->value));
      }
      return edits;
    }
    for (const yaml::Entry& entry : parent->entries) {
      if (entry.value == gone) return std::vector{yaml::remove_entry(*parent, entry)};
    }
    return refuse("nothing stands here that could go");
  }

  Result<std::vector<Edit>> write_probe(const Node& node, const HealthCheck& check) const {
    const Node* const container = container_around(node, places_);
    if (container == nullptr) return refuse("no container stands here");
    if (places_.is_shared(*container)) return refuse_shared();
    const auto handler = handler_of(check);
    if (!handler) return refuse("no port is listed here that a probe could ask");
    if (change_.fact != Fact::readiness_probe || container->get("readinessProbe") != nullptr) {
      return refuse("this probe is not changed in manifests");
    }
    return only(yaml::add_branch(*container, {"readinessProbe", {}, {*handler}}));
  }

  /// An emptyDir for each folder; nobody else in the pod gets it.
  Result<std::vector<Edit>> write_scratch(const Node& node,
                                          const std::vector<std::string>& folders) const {
    const Node* const container = container_around(node, places_);
    const Node* const spec = container == nullptr ? nullptr : spec_around(node, places_);
    if (spec == nullptr) return refuse("no container stands here");
    if (places_.is_shared(*container) || places_.is_shared(*spec)) return refuse_shared();
    std::size_t containers = 0;
    for (const std::string_view key : {"containers", "initContainers"}) {
      const Node* const list = spec->get(key);
      if (list != nullptr) containers += list->items.size();
    }
    const Node* const own_name = container->get("name");
    if (containers > 1 && own_name == nullptr) return refuse("the container has no name");
    const std::string prefix = containers > 1 ? std::string(own_name->value) + "-" : std::string();
    std::vector<std::string> mounts, volumes;
    for (const std::string& folder : folders) {
      const std::string name = prefix + name_of_folder(folder);
      if (name.size() > 63 || is_volume(*spec, name)) {
        return refuse("no name for the volume at " + folder + " is free");
      }
      mounts.push_back(
          yaml::item_of(*container, "volumeMounts", {{"name", name}, {"mountPath", folder}}));
      volumes.push_back(yaml::item_of(*spec, "volumes", {{"name", name}, {"emptyDir", "{}"}}));
    }
    constexpr std::array<std::string_view, 1> mounts_path = {"volumeMounts"};
    constexpr std::array<std::string_view, 1> volumes_path = {"volumes"};
    auto edits = yaml::add_items(*container, mounts_path, mounts);
    auto more = yaml::add_items(*spec, volumes_path, volumes);
    if (!edits || !more) return edits ? std::move(more) : std::move(edits);
    edits->insert(edits->end(), more->begin(), more->end());
    return edits;
  }

  static bool is_volume(const Node& spec, std::string_view name) {
    const Node* const volumes = spec.get("volumes");
    return volumes != nullptr && std::ranges::any_of(volumes->items, [&](const Node* volume) {
             const Node* const own = volume->is_mapping() ? volume->get("name") : nullptr;
             return own != nullptr && own->value == name;
           });
  }

  /// Options of the PersistentVolume that says where the mount comes from.
  Result<std::vector<Edit>> add_options(const Node& node) const {
    const auto* const options = std::get_if<std::vector<std::string>>(&change_.value);
    const Node* const spec = places_.parent(node);
    const Node* const object = spec != nullptr ? places_.parent(*spec) : nullptr;
    const Node* const kind = object != nullptr ? object->get("kind") : nullptr;
    if (options == nullptr || kind == nullptr || kind->value != "PersistentVolume") {
      return refuse(
          "a volume that stands in the pod itself takes no options: a PersistentVolume does");
    }
    if (places_.is_shared(node)) return refuse_shared();
    constexpr std::string_view key = "mountOptions";
    if (spec->get(key) == nullptr) return only(yaml::add_list(*spec, key, *options));
    std::vector<Edit> edits;
    for (const std::string& option : *options) {
      Result<Edit> edit = yaml::add_to_list(*spec, std::span(&key, 1), option);
      if (!edit) return std::unexpected(edit.error());
      edits.push_back(std::move(*edit));
    }
    return edits;
  }

  Result<std::vector<Edit>> write_mount(const Node& node, const std::string& value) const {
    if (places_.is_shared(node)) return refuse_shared();
    if (node.is_scalar()) return std::vector{yaml::replace_scalar(node, value)};
    if (!node.is_mapping()) return refuse("no volume is mounted here");
    constexpr std::array<std::string_view, 1> path = {"readOnly"};
    return only(yaml::set_path(node, path, value));
  }

  const Document& document_;
  const Change& change_;
  const Places places_;
};

}  // namespace

namespace {

/// Further documents behind the last one.
Result<std::vector<Edit>> write_documents(const Document& document, const Change& change) {
  const std::string* const documents = std::get_if<std::string>(&change.value);
  const std::string_view text = document.text();
  const auto end = static_cast<std::uint32_t>(text.size());
  const bool is_behind = document.to_local(change.at.span) == ByteSpan{end, end};
  if (documents == nullptr || !is_behind || trim(text).starts_with('{')) {
    return fail("no further document can stand here", document.file().path, change.at.span);
  }
  const bool crlf = text.find("\r\n") != std::string_view::npos;
  std::string addition = text.empty() || text.ends_with('\n') ? "" : "\n";
  std::string_view rest = *documents;
  // The last document may be an empty one.
  if (trim(text).ends_with("\n---") && rest.starts_with("---\n")) rest.remove_prefix(4);
  addition += rest;
  std::string spelled;
  for (const char c : addition) spelled += c == '\n' && crlf ? "\r\n" : std::string(1, c);
  return std::vector{Edit{{end, end}, std::move(spelled)}};
}

}  // namespace

Result<std::vector<Edit>> write(const Document& document, const Change& change) {
  if (change.op == Change::Op::rewrite) return write_documents(document, change);
  const auto tree = yaml::tree_of(document);
  if (!tree) return std::unexpected(tree.error());
  return Writer(document, change, **tree).write();
}

std::string spell(const Document&, const Change& change) {
  if (change.op == Change::Op::remove || change.op == Change::Op::rewrite) return {};
  if (const auto* const check = std::get_if<HealthCheck>(&change.value)) {
    const auto handler = handler_of(*check);
    if (!handler) return {};
    std::string fields;
    for (const yaml::Branch& field : handler->below) {
      fields += (fields.empty() ? "" : ", ") + field.key + ": " + field.value;
    }
    return "readinessProbe: {" + handler->key + ": {" + fields + "}}";
  }
  const auto value = spelled(change);
  if (!value) return {};
  if (change.fact == Fact::mounts) {
    return change.field == "read_only" ? "readOnly: " + *value : std::string();
  }
  const Key* const key = key_of(change.fact);
  if (key == nullptr) return {};
  std::string text = key->is_list ? "[" + *value + "]" : *value;
  const auto path = keys_of(key->path);
  // A field of the securityContext is known by its name alone.
  const std::size_t outermost = path.front() == "securityContext" ? 1 : 0;
  for (std::size_t at = path.size(); at > outermost; --at) {
    text = std::string(path[at - 1]) + ": " + text;
    if (at > outermost + 1) text = "{" + text + "}";
  }
  return text;
}

}  // namespace boltseal::kubernetes
