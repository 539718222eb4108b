#pragma once

#include <span>

#include "sources/kubernetes/fields.h"
#include "sources/kubernetes/volumes.h"

namespace boltseal::kubernetes {

/// Memory and CPU of `resources.limits`, of a container or of a whole pod.
void read_limits(const yaml::Node* parent, Fields& fields, Facts& facts);

/// What a container states beside its security context.
void read_container(const yaml::Node& container, std::span<const Volume> volumes, Fields& fields,
                    Facts& facts);

/// "always", "no", "on-failure" for "Always", "Never", "OnFailure".
void read_restart_policy(const yaml::Node* parent, Fields& fields, Facts& facts);

}  // namespace boltseal::kubernetes
