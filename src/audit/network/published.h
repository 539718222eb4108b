#pragma once

#include "audit/machine_tree.h"
#include "audit/network/filter.h"
#include "audit/network/namespaces.h"
#include "model/network_map.h"

namespace boltseal {

/// Adds to the published ports of a map who makes them so (docker-proxy, rootlessport, rules that
/// rewrite addresses), and those to containers that no engine speaks of.
void look_at_published(const MachineTree& tree, const KernelSpace& host, const PacketFilter& filter,
                       NetworkMap& map);

}  // namespace boltseal
