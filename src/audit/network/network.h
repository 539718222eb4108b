#pragma once

#include <vector>

#include "audit/machine_tree.h"
#include "audit/network/filter_programs.h"
#include "engines/live_engine.h"
#include "model/network_map.h"

namespace boltseal {

/// The network of a machine: what its engines say, what the kernel shows (/proc, /sys), and what
/// its packet filter makes of it. Reads bounded files only; never fails as a whole.
NetworkMap look_at_network(const MachineTree& tree, const std::vector<LiveEngine>& engines,
                           const FilterTexts& filter);

}  // namespace boltseal
