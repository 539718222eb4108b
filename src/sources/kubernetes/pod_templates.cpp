#include "sources/kubernetes/pod_templates.h"

#include <array>

#include "base/text.h"

namespace boltseal::kubernetes {
namespace {

using yaml::Node;

struct PodKind {
  std::string_view kind;
  std::string_view group;  ///< "*": any group of Kubernetes itself, whatever the version.
  std::string_view path;   ///< From the object to its pod template.
  bool is_job = false;
};

// Kubernetes' own kinds, also under the groups of old versions (extensions/v1beta1), then those
// extensions whose controllers copy the template as it stands.
constexpr std::array pod_kinds = {
    PodKind{"Pod", "*", ""},
    PodKind{"PodTemplate", "*", "template"},
    PodKind{"Deployment", "*", "spec.template"},
    PodKind{"ReplicaSet", "*", "spec.template"},
    PodKind{"ReplicationController", "*", "spec.template"},
    PodKind{"StatefulSet", "*", "spec.template"},
    PodKind{"DaemonSet", "*", "spec.template"},
    PodKind{"Job", "*", "spec.template", true},
    PodKind{"CronJob", "*", "spec.jobTemplate.spec.template", true},
    PodKind{"ScheduledJob", "*", "spec.jobTemplate.spec.template", true},
    PodKind{"DeploymentConfig", "*", "spec.template"},
    PodKind{"DeploymentConfig", "apps.openshift.io", "spec.template"},
    PodKind{"Rollout", "argoproj.io", "spec.template"},
    PodKind{"Service", "serving.knative.dev", "spec.template"},
    PodKind{"Configuration", "serving.knative.dev", "spec.template"},
    PodKind{"Revision", "serving.knative.dev", ""},
    PodKind{"CloneSet", "apps.kruise.io", "spec.template"},
    PodKind{"StatefulSet", "apps.kruise.io", "spec.template"},
    PodKind{"DaemonSet", "apps.kruise.io", "spec.template"},
    PodKind{"AdvancedCronJob", "apps.kruise.io", "spec.template.jobTemplate.spec.template", true},
};

// Kinds that hold no pod, however much their content looks like one.
constexpr std::array podless_kinds = {
    std::string_view("CustomResourceDefinition"), std::string_view("ConfigMap"),
    std::string_view("Secret"), std::string_view("Kustomization"), std::string_view("Component")};

constexpr int search_depth = 8;
constexpr std::size_t search_limit = 5000;  // nodes in one object of an unknown kind

PodTemplate template_at(const Manifest& manifest, const Node* holder, Fields& fields) {
  PodTemplate pod;
  pod.owner = manifest.title();
  pod.site = manifest.site;
  pod.metadata = fields.mapping(holder, "metadata");
  pod.spec = fields.mapping(holder, "spec");
  pod.name_space = manifest.name_space;
  return pod;
}

const PodKind* find_kind(const Manifest& manifest) {
  for (const PodKind& known : pod_kinds) {
    if (known.kind != manifest.kind) continue;
    if (known.group == "*" ? is_built_in_group(manifest.group) : known.group == manifest.group) {
      return &known;
    }
  }
  return nullptr;
}

/// Whether a mapping is a pod template: its spec has a list of named containers.
bool holds_pod(const Node& mapping) {
  const Node* const spec = mapping.get("spec");
  if (spec == nullptr || !spec->is_mapping()) return false;
  const Node* const containers = spec->get("containers");
  if (containers == nullptr || !containers->is_sequence() || containers->items.empty()) {
    return false;
  }
  const Node& first = *containers->items.front();
  return first.is_mapping() && first.get("name") != nullptr;
}

struct Search {
  struct Found {
    const Node* holder;
    std::string_view under;  ///< The key that holds the mapping with the template: "Worker".
  };
  std::vector<Found> found;
  std::size_t visited = 0;

  void walk(const Node& node, std::string_view key, std::string_view under, int depth) {
    if (depth == search_depth || ++visited > search_limit) return;
    if (node.is_mapping()) {
      if (holds_pod(node)) {
        found.push_back({&node, key == "template" ? under : key});
        return;
      }
      for (const yaml::Entry& entry : node.entries) {
        walk(*entry.value, entry.key->is_scalar() ? std::string_view(entry.key->value) : "", key,
             depth + 1);
      }
    } else if (node.is_sequence()) {
      for (const Node* const item : node.items) walk(*item, key, under, depth + 1);
    }
  }
};

std::vector<PodTemplate> search(const Manifest& manifest, Fields& fields) {
  for (const std::string_view kind : podless_kinds) {
    if (manifest.kind == kind) return {};
  }
  Search search;
  search.walk(*manifest.root, {}, {}, 0);
  std::vector<PodTemplate> pods;
  for (const Search::Found& found : search.found) {
    PodTemplate pod = template_at(manifest, found.holder, fields);
    if (search.found.size() > 1) pod.owner.append(" ").append(found.under.substr(0, 63));
    pod.is_job = manifest.kind.ends_with("Job");
    pod.open = manifest.site;
    pod.open->note = "an operator makes the pods of this kind and may add to them";
    pods.push_back(std::move(pod));
  }
  return pods;
}

}  // namespace

std::vector<PodTemplate> pod_templates(const Manifest& manifest, Fields& fields) {
  const PodKind* const kind = find_kind(manifest);
  if (kind == nullptr) {
    if (is_built_in_group(manifest.group)) return {};
    return search(manifest, fields);
  }
  const Node* holder = manifest.root;
  if (!kind->path.empty()) {
    for (const std::string_view key : split(kind->path, '.')) holder = fields.mapping(holder, key);
  }
  if (holder == nullptr) return {};
  PodTemplate pod = template_at(manifest, holder, fields);
  pod.is_job = kind->is_job;
  if (manifest.kind == "StatefulSet") {
    pod.claim_templates =
        fields.list(fields.mapping(manifest.root, "spec"), "volumeClaimTemplates");
  }
  return {std::move(pod)};
}

}  // namespace boltseal::kubernetes
