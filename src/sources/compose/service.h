#pragma once

#include "model/subject.h"
#include "sources/compose/mounts.h"
#include "sources/compose/project.h"

namespace boltseal::compose {

/// A service as a workload with one level, whose site is the service's key.
Workload read_service(Project& project, const yaml::Entry& service, const Definitions& volumes);

}  // namespace boltseal::compose
