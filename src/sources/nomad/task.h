#pragma once

#include <optional>

#include "model/subject.h"
#include "sources/yaml/fields.h"

namespace boltseal::nomad {

/// One task of a job as Nomad's API writes it (developer.hashicorp.com/nomad/api-docs/json-jobs).
/// @param job, group what it stands in
/// @return nothing for a driver that makes neither containers nor processes of this host (qemu), or
/// that is not known
std::optional<Workload> read_task(const yaml::Fields& job, const yaml::Fields& group,
                                  const yaml::Fields& task);

}  // namespace boltseal::nomad
