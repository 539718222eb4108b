#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sources/kubernetes/fields.h"

namespace boltseal::kubernetes {

/// One object: a document of a file, or an item of a List.
struct Manifest {
  const yaml::Node* root = nullptr;
  std::string_view kind;   ///< "Deployment"; borrowed from the tree.
  std::string_view group;  ///< "apps" of "apps/v1"; empty for "v1".
  const yaml::Node* metadata = nullptr;
  std::string name;  ///< metadata.name; "PREFIX*" of a generateName.
  std::string name_space;
  Item api_version;  ///< As written; for items of a typed list, the list's.
  Origin site;       ///< The name, or the kind where there is none.

  /// "Deployment/api"
  std::string title() const;
};

/// The objects of a file, whose documents are `roots`, in order, with the items of Lists (and
/// OpenShift Templates) in their place. Documents that are no objects are errors; empty ones are
/// passed over.
std::vector<Manifest> read_manifests(std::span<const yaml::Node* const> roots, Fields& fields);

/// Whether a name of a group belongs to Kubernetes itself ("apps", "rbac.authorization.k8s.io").
bool is_built_in_group(std::string_view group);

}  // namespace boltseal::kubernetes
