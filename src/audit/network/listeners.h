#pragma once

#include <string>
#include <vector>

#include "audit/machine_tree.h"
#include "audit/network/namespaces.h"
#include "model/network_map.h"

namespace boltseal {

/// Which of a map's containers a process belongs to, by its control group; no_part: none.
/// @param ids of the map's containers
std::size_t container_of(const SpaceProcess& process, const MapSpace& space,
                         const std::vector<std::string>& ids);

/// Adds to each namespace who waits for others in it. In the host's: only containers, engines, and
/// what forwards ports to containers.
/// @param ids of the map's containers
void look_at_listeners(const MachineTree& tree, KernelSpaces& kernel,
                       const std::vector<std::string>& ids, NetworkMap& map);

}  // namespace boltseal
