#pragma once

#include <map>
#include <string>
#include <vector>

#include "audit/machine_tree.h"
#include "audit/network/filter_programs.h"
#include "audit/network/namespaces.h"
#include "model/network_map.h"

namespace boltseal {

/// What decides about packets beside the filter.
struct KernelNetwork {
  const KernelSpace* host = nullptr;           ///< Not null.
  std::vector<const KernelSpace*> spaces;      ///< Of each of the map's; null: not seen.
  std::map<std::string, bool> isolated_peers;  ///< Ends at a bridge that reach no other such.
};

/// Adds to the map who reaches whom: groups and edges. Containers are taken together as long as no
/// rule that is met tells them apart, so that the cost is that of the networks and not of the
/// containers.
void find_reach(const MachineTree& tree, const KernelNetwork& kernel, const KnownFilter& known,
                NetworkMap& map);

}  // namespace boltseal
