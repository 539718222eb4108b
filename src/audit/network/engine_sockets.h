#pragma once

#include <string>
#include <vector>

#include "audit/machine_tree.h"
#include "audit/network/namespaces.h"
#include "engines/live_engine.h"
#include "model/network_map.h"

namespace boltseal {

/// Adds to each container the engines' sockets that it was given as a mount or has open
/// (proc_pid_net(5): /proc/PID/net/unix).
/// @param ids of the map's containers
/// @param mounted the sources of their binds
void look_at_engine_sockets(const MachineTree& tree, const std::vector<LiveEngine>& engines,
                            KernelSpaces& kernel, const std::vector<std::string>& ids,
                            const std::vector<std::vector<std::string>>& mounted, NetworkMap& map);

}  // namespace boltseal
