#pragma once

#include <vector>

#include "audit/configuration_files.h"
#include "audit/engine_settings.h"

namespace boltseal {

/// What files say together: one Engine, and one Workload for the containers that say nothing else.
/// @param machine where nothing is said
EngineSettings read_configuration(const ConfigurationFiles& files, const MachineTree& tree,
                                  const Origin& machine);

}  // namespace boltseal
