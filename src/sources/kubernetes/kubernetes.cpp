#include <map>

#include "sources/kubernetes/access.h"
#include "sources/kubernetes/manifest.h"
#include "sources/kubernetes/network.h"
#include "sources/kubernetes/objects.h"
#include "sources/kubernetes/pod_fields.h"
#include "sources/kubernetes/pod_templates.h"
#include "sources/kubernetes/recognize.h"
#include "sources/kubernetes/storage.h"
#include "sources/kubernetes/words.h"
#include "sources/kubernetes/write.h"
#include "sources/source.h"

namespace boltseal {
namespace {

namespace k8s = kubernetes;

Error template_error(const Document& document, ByteSpan at) {
  return document.error("this is a Helm or Go template, not a manifest yet", at,
                        "Render it first: helm template CHART | boltseal check -");
}

/// Whether the text is YAML (or JSON); what stands before a mistake is kept.
bool parse(const Document& document, yaml::Tree& tree, Inventory& inventory) {
  const std::string_view text = document.text();
  const bool has_braces = text.find("{{") != std::string_view::npos;
  if (const auto parsed = yaml::parse(document, tree); !parsed) {
    const auto braces = has_braces ? k8s::find_template(text) : std::nullopt;
    inventory.errors.push_back(braces ? template_error(document, *braces) : parsed.error());
    return !braces;
  }
  if (const auto braces = has_braces ? k8s::find_template(tree) : std::nullopt) {
    inventory.errors.push_back(template_error(document, *braces));
    return false;
  }
  // The API server takes no object with a key given twice (kubernetes.io, "Field validation").
  for (const yaml::Duplicate& duplicate : tree.duplicates) {
    inventory.errors.push_back(yaml::error_of(duplicate));
  }
  return true;
}

/// Two objects of one name (in two namespaces, or by mistake) must not be one subject.
class Names {
 public:
  std::string unique(std::string name, const std::string& name_space) {
    if (seen_[name]++ == 0) return name;
    if (!name_space.empty()) name.append(" in ").append(name_space);
    const int before = seen_[name]++;
    if (before > 0) name.append(" (").append(std::to_string(before + 1)).append(")");
    return name;
  }

 private:
  std::map<std::string, int> seen_;
};

using Parse = bool (*)(const Document& document, yaml::Tree& tree, Inventory& inventory);

void read_tree(const yaml::Tree& tree, const std::string& path, Inventory& found) {
  k8s::Fields fields(found);
  k8s::Fields pod_fields(found);  // a budget of its own
  const std::vector<k8s::Manifest> manifests = k8s::read_manifests(tree.documents, fields);
  const std::vector<k8s::ClaimedVolume> claims = k8s::claimed_volumes(manifests, fields);
  k8s::NetworkReader network(fields);
  std::vector<k8s::ServiceAccount> accounts;
  Names names;
  Project project;
  project.name = path;
  project.platform = Platform::kubernetes;
  for (const k8s::Manifest& manifest : manifests) {
    std::vector<k8s::PodTemplate> pods = k8s::pod_templates(manifest, fields);
    for (k8s::PodTemplate& pod : pods) {
      pod.owner = names.unique(std::move(pod.owner), pod.name_space);
      found.pods.push_back(k8s::read_pod_fields(pod, pod_fields));
      auto member = k8s::read_pod(pod, claims, fields, found);
      if (!member) continue;
      k8s::read_words(pod, *member);
      member->selector = fields.settings(
          fields.mapping(fields.mapping(manifest.root, "spec"), "selector"), "matchLabels");
      project.members.push_back(std::move(*member));
    }
    if (manifest.api_version.origin.has_place()) {
      project.objects.push_back(
          {std::string(manifest.kind.substr(0, 253)), manifest.name, manifest.api_version});
    }
    network.read(manifest, !pods.empty());
    k8s::read_grants(manifest, fields, found);
    k8s::read_service_account(manifest, fields, accounts);
    if (manifest.kind == "Namespace" && manifest.group.empty()) {
      project.namespaces.push_back(
          {manifest.name, fields.settings(manifest.metadata, "labels"), manifest.site});
    }
  }
  k8s::apply_service_accounts(std::move(accounts), found.workloads);
  network.finish(project);
  const bool empty = project.members.empty() && project.policies.empty() &&
                     project.namespaces.empty() && project.objects.empty() &&
                     project.services.empty() && project.mentioners.empty() && !project.open &&
                     !project.makes_more_pods;
  if (!empty) found.projects.push_back(std::move(project));
}

void read_with(Parse parse_text, const Document& document, Reader& reader) {
  yaml::Tree tree;
  // What this file adds; other files may be in the reader's inventory already.
  Inventory found;
  if (parse_text(document, tree, found)) read_tree(tree, document.path(), found);
  const auto append = [](auto& all, auto& more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
  };
  append(reader.inventory.workloads, found.workloads);
  append(reader.inventory.pods, found.pods);
  append(reader.inventory.projects, found.projects);
  append(reader.inventory.grants, found.grants);
  append(reader.inventory.images, found.images);
  append(reader.inventory.errors, found.errors);
}

void read(const Document& document, Reader& reader) {
  if (!k8s::is_kustomization(document.path())) read_with(parse, document, reader);
}

/// Braces mean nothing to an API server.
bool parse_objects(const Document& document, yaml::Tree& tree, Inventory& inventory) {
  const auto parsed = yaml::parse(document, tree);
  if (!parsed) inventory.errors.push_back(parsed.error());
  return parsed.has_value();
}

}  // namespace

void read_kubernetes_object(const yaml::Node& object, ObjectView view, Inventory& inventory) {
  const yaml::Node* const root = &object;
  k8s::Fields fields(inventory);
  k8s::NetworkReader network(fields);
  for (const k8s::Manifest& manifest : k8s::read_manifests({&root, 1}, fields)) {
    for (const k8s::PodTemplate& pod : k8s::pod_templates(manifest, fields)) {
      if (view == ObjectView::pod_security) {
        inventory.pods.push_back(k8s::read_pod_fields(pod, fields));
      } else {
        k8s::read_pod(pod, {}, fields, inventory);
      }
    }
    if (view != ObjectView::all) continue;
    k8s::read_grants(manifest, fields, inventory);
    if (manifest.kind == "NetworkPolicy" || manifest.kind == "Service") {
      network.read(manifest, false);
    }
  }
  Project project;
  project.platform = Platform::kubernetes;
  network.finish(project);
  if (project.policies.empty() && project.services.empty()) return;
  inventory.projects.push_back(std::move(project));
}

std::vector<const yaml::Node*> pod_specs(const yaml::Node& object) {
  const yaml::Node* const root = &object;
  Inventory unread;
  k8s::Fields fields(unread);
  std::vector<const yaml::Node*> specs;
  for (const k8s::Manifest& manifest : k8s::read_manifests({&root, 1}, fields)) {
    for (const k8s::PodTemplate& pod : k8s::pod_templates(manifest, fields)) {
      if (pod.spec != nullptr) specs.push_back(pod.spec);
    }
  }
  return specs;
}

extern const Source kubernetes_source{
    .name = "kubernetes",
    .title = "Kubernetes manifest",
    .claims_path = k8s::is_kustomization,
    .claims_text = [](std::string_view,
                      std::string_view text) { return k8s::looks_like_manifests(text); },
    .read = read,
    .write = k8s::write,
    .spell = k8s::spell,
};

extern const Source kubernetes_objects_source{
    .name = "kubernetes",
    .title = "Kubernetes object",
    .claims_path = [](std::string_view) { return false; },
    .claims_text = [](std::string_view, std::string_view) { return false; },
    .read = [](const Document& document,
               Reader& reader) { read_with(parse_objects, document, reader); },
    .write = k8s::write,
    .spell = k8s::spell,
};

}  // namespace boltseal
