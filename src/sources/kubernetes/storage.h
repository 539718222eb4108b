#pragma once

#include <vector>

#include "sources/kubernetes/manifest.h"
#include "sources/kubernetes/pod.h"

namespace boltseal::kubernetes {

/// The claims of a file that are bound by name to a PersistentVolume of the same file (by
/// `volumeName` or `claimRef`), sorted by claim: what such a pod mounts is the host path or NFS
/// export of that volume. Other claims are bound by the cluster, so nothing is known of them.
std::vector<ClaimedVolume> claimed_volumes(const std::vector<Manifest>& manifests, Fields& fields);

}  // namespace boltseal::kubernetes
