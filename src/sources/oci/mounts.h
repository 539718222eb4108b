#pragma once

#include "model/facts.h"
#include "sources/yaml/fields.h"

namespace boltseal::oci {

/// What a specification mounts, without the file systems of the kernel that every container has,
/// and without what engines bring by themselves (/etc/hosts, /dev/shm). Volumes of Docker, nerdctl,
/// Podman and the kubelet are known by where they keep them.
Mounts read_mounts(const yaml::Fields& spec);

}  // namespace boltseal::oci
