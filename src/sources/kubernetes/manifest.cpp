#include "sources/kubernetes/manifest.h"

namespace boltseal::kubernetes {
namespace {

using yaml::Node;

// Lists of Lists exist (`kubectl get -o yaml` of several kinds, concatenated by tools), deeper
// ones only to do harm.
constexpr int list_depth_limit = 4;

// Names are at most 253 bytes (kubernetes.io, "Object Names and IDs"); longer ones are cut because
// they are copied to every container.
std::string cut(std::string_view name) { return std::string(name.substr(0, 253)); }

void read_object(const Node& root, std::string_view listed_kind, std::string_view listed_version,
                 int depth, Fields& fields, std::vector<Manifest>& manifests) {
  if (!fields.spend(root)) return;
  if (root.is_null()) return;
  if (!root.is_mapping()) {
    fields.error(root, "a manifest must be a mapping with apiVersion and kind");
    return;
  }
  if (root.entries.empty()) return;
  const Node* const version = fields.scalar(&root, "apiVersion");
  const Node* const kind = fields.scalar(&root, "kind");
  if (kind == nullptr && listed_kind.empty()) {
    fields.error(*root.entries.front().key, "this document has no kind, so it is no manifest",
                 "write the kind of object, for instance kind: Deployment");
    return;
  }
  if (version == nullptr && listed_version.empty()) {
    fields.error(*root.entries.front().key, "this document has no apiVersion, so it is no manifest",
                 "write the version of its kind, for instance apiVersion: apps/v1");
    return;
  }
  Manifest manifest;
  manifest.root = &root;
  manifest.kind = kind != nullptr ? std::string_view(kind->value) : listed_kind;
  const std::string_view written =
      version != nullptr ? std::string_view(version->value) : listed_version;
  const std::size_t slash = written.find('/');
  if (slash != std::string_view::npos) manifest.group = written.substr(0, slash);
  if (version != nullptr) manifest.api_version = {text_of(*version), version->origin()};

  const bool is_template = manifest.kind == "Template" && root.get("objects") != nullptr;
  if (is_template || manifest.kind.ends_with("List")) {
    const std::string_view key = is_template ? "objects" : "items";
    if (root.get(key) != nullptr) {
      if (depth == list_depth_limit) {
        fields.error(root, "Lists are nested more than 4 deep");
        return;
      }
      // Items of a typed list ("PodList") need not say what they are.
      std::string_view item_kind = manifest.kind;
      item_kind.remove_suffix(is_template ? item_kind.size() : 4);
      for (const Node* const item : fields.mappings(&root, key)) {
        read_object(*item, item_kind, item_kind.empty() ? std::string_view() : written, depth + 1,
                    fields, manifests);
      }
      return;
    }
  }

  manifest.metadata = fields.mapping(&root, "metadata");
  const Node* name = fields.scalar(manifest.metadata, "name");
  if (name != nullptr) {
    manifest.name = cut(name->value);
  } else if ((name = fields.scalar(manifest.metadata, "generateName")) != nullptr) {
    manifest.name = cut(name->value) + "*";
  }
  if (const Node* const space = fields.scalar(manifest.metadata, "namespace")) {
    manifest.name_space = cut(space->value);
  }
  const Node& first = *root.entries.front().key;
  manifest.site = (name != nullptr ? *name : kind != nullptr ? *kind : first).origin();
  manifests.push_back(std::move(manifest));
}

}  // namespace

std::string Manifest::title() const {
  std::string title(kind.substr(0, 253));
  if (!name.empty()) title.append("/").append(name);
  return title;
}

std::vector<Manifest> read_manifests(std::span<const yaml::Node* const> roots, Fields& fields) {
  std::vector<Manifest> manifests;
  for (const Node* const root : roots) {
    if (root != nullptr) read_object(*root, {}, {}, 0, fields, manifests);
  }
  return manifests;
}

bool is_built_in_group(std::string_view group) {
  return group.find('.') == std::string_view::npos || group.ends_with(".k8s.io");
}

}  // namespace boltseal::kubernetes
