#include "sources/kubernetes/pod_fields.h"

#include <array>
#include <span>

namespace boltseal::kubernetes {
namespace {

using yaml::Node;

// Names of containers and volumes are DNS labels; what is longer is cut, because every check may
// copy it.
constexpr std::size_t longest_name = 253;

// What the standards ask of annotations: both kinds of profile, before they had fields.
constexpr std::array<std::string_view, 3> profile_annotations = {
    "seccomp.security.alpha.kubernetes.io/pod", "container.seccomp.security.alpha.kubernetes.io/",
    "container.apparmor.security.beta.kubernetes.io/"};

const Node* present(const Node* parent, std::string_view key) {
  if (parent == nullptr || !parent->is_mapping()) return nullptr;
  const Node* const node = parent->get(key);
  return node == nullptr || node->is_null() ? nullptr : node;
}

Text truth_of(const Node& node) {
  const auto value = yaml::as_bool(node);
  return value ? Text(*value ? "true" : "false") : Text::unknown("?");
}

Text number_of(const Node& node) {
  const auto value = yaml::as_int(node);
  return value ? Text(std::to_string(*value)) : Text::unknown("?");
}

Text words_of(const Node& node) { return node.is_scalar() ? text_of(node) : Text::unknown("?"); }

/// Reads one part of a pod: the pod itself, a container, a volume.
class Part {
 public:
  Part(PodPart& part, Fields& fields) : part_(part), fields_(fields) {}

  using Read = Text (*)(const Node&);

  void state(PodField field, const Node* parent, std::string_view key, Read read) {
    if (const Node* const node = present(parent, key)) add(field, read(*node), *node);
  }

  void add(PodField field, Text value, const Node& at) {
    if (!fields_.spend(at, 1 + value.bytes().size() / 64)) return;
    part_.statements.push_back({field, std::move(value), at.origin()});
  }

  /// A mapping; null when there is none. What only a template engine will fill in may state
  /// anything.
  const Node* mapping(const Node* parent, std::string_view key) {
    const Node* const node = present(parent, key);
    if (node == nullptr || node->is_mapping()) return node;
    part_.open = true;
    return nullptr;
  }

  std::span<const Node* const> list(const Node* parent, std::string_view key) {
    const Node* const node = present(parent, key);
    if (node == nullptr) return {};
    if (node->is_sequence()) return node->items;
    part_.open = true;
    return {};
  }

  void context(const Node* owner, bool of_container) {
    if (owner == nullptr) return;
    const Node* const context = mapping(owner, "securityContext");
    if (context == nullptr) return;
    part_.context = owner->find("securityContext")->key->origin();
    state(PodField::run_as_non_root, context, "runAsNonRoot", truth_of);
    state(PodField::run_as_user, context, "runAsUser", number_of);
    profile(PodField::seccomp_type, context, "seccompProfile");
    profile(PodField::app_armor_type, context, "appArmorProfile");
    state(PodField::host_process, mapping(context, "windowsOptions"), "hostProcess", truth_of);
    const Node* const se_linux = mapping(context, "seLinuxOptions");
    state(PodField::se_linux_type, se_linux, "type", words_of);
    state(PodField::se_linux_user, se_linux, "user", words_of);
    state(PodField::se_linux_role, se_linux, "role", words_of);
    if (of_container) {
      state(PodField::privileged, context, "privileged", truth_of);
      state(PodField::allow_privilege_escalation, context, "allowPrivilegeEscalation", truth_of);
      state(PodField::proc_mount, context, "procMount", words_of);
      capabilities(mapping(context, "capabilities"));
    } else {
      for (const Node* const sysctl : list(context, "sysctls")) named(PodField::sysctl, *sysctl);
    }
  }

  void ports(const Node& container) {
    for (const Node* const entry : list(&container, "ports")) {
      const Node* const port = present(entry, "hostPort");
      if (port == nullptr) continue;
      Text number = number_of(*port);
      if (number.bytes() != "0") add(PodField::host_port, std::move(number), *port);
    }
  }

  void handlers(const Node& container) {
    for (const std::string_view probe : {"livenessProbe", "readinessProbe", "startupProbe"}) {
      hosts(mapping(&container, probe));
    }
    const Node* const lifecycle = mapping(&container, "lifecycle");
    for (const std::string_view moment : {"postStart", "preStop"}) {
      hosts(mapping(lifecycle, moment));
    }
  }

 private:
  // A profile without a type has the type "".
  void profile(PodField field, const Node* context, std::string_view key) {
    const Node* const profile = mapping(context, key);
    if (profile == nullptr) return;
    const Node* const type = present(profile, "type");
    add(field, type != nullptr ? words_of(*type) : Text(), type != nullptr ? *type : *profile);
  }

  void named(PodField field, const Node& entry) {
    const Node* const name = present(&entry, "name");
    const bool readable = entry.is_mapping() || entry.is_null();
    Text value = name != nullptr ? words_of(*name) : readable ? Text() : Text::unknown("?");
    add(field, std::move(value), name != nullptr ? *name : entry);
  }

  void capabilities(const Node* capabilities) {
    for (const Node* const added : list(capabilities, "add")) {
      add(PodField::added_capability, words_of(*added), *added);
    }
    const Node* const drop = present(capabilities, "drop");
    if (drop == nullptr) return;
    Text all("false");
    for (const Node* const dropped : list(capabilities, "drop")) {
      const Truth is_all = words_of(*dropped).equals("ALL");
      if (is_all == Truth::yes) all = Text("true");
      if (is_all == Truth::yes) break;
      if (is_all == Truth::unknown) all = Text::unknown("?");
    }
    if (drop->is_sequence()) add(PodField::drops_all, std::move(all), *drop);
  }

  void hosts(const Node* handler) {
    for (const std::string_view action : {"httpGet", "tcpSocket"}) {
      const Node* const host = present(mapping(handler, action), "host");
      if (host == nullptr) continue;
      Text name = words_of(*host);
      if (!name.empty()) add(PodField::handler_host, std::move(name), *host);
    }
  }

  PodPart& part_;
  Fields& fields_;
};

/// A part with its name and place.
PodPart named_part(const Node& node) {
  PodPart part;
  const Node* const name = present(&node, "name");
  const Node* const image = present(&node, "image");
  if (name != nullptr && name->is_scalar()) part.name = name->value.substr(0, longest_name);
  part.site = part.context = (name != nullptr ? *name : image != nullptr ? *image : node).origin();
  // Neither a mapping nor nothing: something that a template engine will fill in.
  part.open = !node.is_mapping() && !node.is_null();
  return part;
}

PodPart read_container(const Node& node, Fields& fields) {
  PodPart container = named_part(node);
  // Without an image this is a patch of a container that stands elsewhere.
  if (node.is_mapping() && present(&node, "image") == nullptr) container.open = true;
  Part part(container, fields);
  part.context(&node, true);
  part.ports(node);
  part.handlers(node);
  return container;
}

PodPart read_volume(const Node& node, Fields& fields) {
  PodPart volume = named_part(node);
  if (!node.is_mapping()) return volume;
  Part part(volume, fields);
  for (const yaml::Entry& entry : yaml::merged_entries(node)) {
    if (!entry.key->is_scalar() || entry.key->value == "name" || entry.value->is_null()) continue;
    part.add(PodField::volume_source, Text(std::string(entry.key->value)), *entry.key);
  }
  return volume;
}

Settings read_annotations(const Node* metadata, Fields& fields) {
  Settings annotations;
  const Node* const all = present(metadata, "annotations");
  if (all == nullptr || !all->is_mapping()) return annotations;
  for (const yaml::Entry& entry : yaml::merged_entries(*all)) {
    if (!entry.key->is_scalar() || !entry.value->is_scalar()) continue;
    const std::string_view key = entry.key->value;
    for (const std::string_view known : profile_annotations) {
      if (!key.starts_with(known)) continue;
      if (!fields.spend(*entry.value, 1 + (key.size() + entry.value->value.size()) / 64)) break;
      const Node& at = entry.value->is_null() ? *entry.key : *entry.value;
      annotations.push_back({std::string(key), text_of(*entry.value), at.origin()});
    }
  }
  return annotations;
}

}  // namespace

boltseal::Pod read_pod_fields(const PodTemplate& of, Fields& fields) {
  boltseal::Pod pod;
  pod.name = of.owner;
  pod.annotations = read_annotations(of.metadata, fields);
  pod.whole.site = pod.whole.context = of.site;
  pod.whole.open = of.open.has_value();
  Part part(pod.whole, fields);
  part.state(PodField::host_network, of.spec, "hostNetwork", truth_of);
  part.state(PodField::host_pid, of.spec, "hostPID", truth_of);
  part.state(PodField::host_ipc, of.spec, "hostIPC", truth_of);
  part.state(PodField::host_users, of.spec, "hostUsers", truth_of);
  part.state(PodField::os_name, part.mapping(of.spec, "os"), "name", words_of);
  part.context(of.spec, false);
  const auto read_all = [&](std::string_view key, std::vector<PodPart>& into, auto read) {
    for (const Node* const node : part.list(of.spec, key)) {
      if (!fields.spend(*node, 4)) return;
      into.push_back(read(*node, fields));
      into.back().open = into.back().open || of.open.has_value();
    }
  };
  for (const std::string_view key : {"initContainers", "containers", "ephemeralContainers"}) {
    read_all(key, pod.containers, read_container);
  }
  read_all("volumes", pod.volumes, read_volume);
  return pod;
}

}  // namespace boltseal::kubernetes
