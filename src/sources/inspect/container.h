#pragma once

#include "model/subject.h"
#include "sources/yaml/fields.h"

namespace boltseal::inspect {

/// Whether an object is a container as Docker's API (ContainerInspect, versions 1.24 to 1.50) or
/// Podman's inspection tells it.
bool is_container(const yaml::Fields& object);

/// The container. What it says is final: the image's own configuration is in it already.
Workload read_container(const yaml::Fields& object);

}  // namespace boltseal::inspect
