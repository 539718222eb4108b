#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/inventory.h"
#include "sources/kubernetes/fields.h"

namespace boltseal::kubernetes {

/// What a persistent volume really is, when the file shows it: keyed by the claim that it is bound
/// to.
struct ClaimedVolume {
  std::string claim, name_space;
  MountKind kind = MountKind::unknown;
  Text source;
  Items options;
  Value<bool> read_only;
  Origin origin;
};

/// A pod, or the template of one, wherever it stands.
struct PodTemplate {
  std::string owner;                     ///< "Deployment/api"
  Origin site;                           ///< The owner's name, or its kind.
  const yaml::Node* metadata = nullptr;  ///< Of the template; may be null.
  const yaml::Node* spec = nullptr;
  const yaml::Node* claim_templates = nullptr;  ///< volumeClaimTemplates of a StatefulSet.
  std::string name_space;
  bool is_job = false;
  std::optional<Origin> open;  ///< Something else makes the pod and may add to it.
};

/// Adds one workload and one image for each container of the pod, and gives what a project needs to
/// know of it: nothing when no container has an image, since that is a patch of a pod that stands
/// elsewhere. Its selector and its words are left to the caller.
std::optional<Member> read_pod(const PodTemplate& pod, const std::vector<ClaimedVolume>& claims,
                               Fields& fields, Inventory& inventory);

}  // namespace boltseal::kubernetes
