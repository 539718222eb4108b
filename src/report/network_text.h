#pragma once

#include <cstddef>
#include <string>

#include "model/network_map.h"

namespace boltseal {

/// The network for a terminal: each network with who is in it and who reaches it, the ports of this
/// machine, and who shares the machine's own network. Sanitized; empty for a map without
/// containers.
/// @param verbose with the rules that decided, and all members
std::string network_text(const NetworkMap& map, bool verbose);

/// How a group is called: "front", "front (web, db)", "the host".
std::string name_of_group(const NetworkMap& map, std::size_t group);

}  // namespace boltseal
