#pragma once

#include "model/facts.h"
#include "sources/yaml/fields.h"

namespace boltseal::nomad {

/// What a task of the drivers docker and podman mounts: `volumes` and `mount` of its configuration,
/// and the volumes of its group. The folders that every task gets from Nomad are left out.
Mounts mounts_of(const yaml::Fields& group, const yaml::Fields& task);

}  // namespace boltseal::nomad
