#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sources/kubernetes/pod.h"

namespace boltseal::kubernetes {

/// One entry of a pod's `volumes`, before anything mounts it.
struct Volume {
  std::string_view name;  ///< Borrowed from the tree.
  MountKind kind = MountKind::unknown;
  Text source;
  Value<bool> read_only;  ///< Stated by the volume itself: no mount can be more than that.
  Items options;
  Origin origin;  ///< What decides its kind: the path of a hostPath, else the whole entry.
};

/// The volumes of a pod, sorted by name.
std::vector<Volume> read_volumes(const PodTemplate& pod, std::span<const ClaimedVolume> claims,
                                 Fields& fields);

/// What a container's `volumeMounts` and `volumeDevices` make of them.
Mounts read_mounts(const yaml::Node* container, std::span<const Volume> volumes, Fields& fields);

}  // namespace boltseal::kubernetes
