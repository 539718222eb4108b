#pragma once

#include "model/facts.h"
#include "sources/compose/project.h"

namespace boltseal::compose {

/// Memory, CPU, processes, file handles and restarts of a service: its own keys and those of
/// `deploy`, which win.
void read_limits(Project& project, const yaml::Node& service, Facts& facts);

}  // namespace boltseal::compose
