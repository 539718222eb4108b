#pragma once

#include "model/network_map.h"

namespace boltseal {

/// Tries a sample of a map's pairs: from inside of a container's network namespace, a connection to
/// a port on which another container listens, without a byte sent over it. Only addresses that
/// containers of the map have, and this machine's own on their bridges, are connected to. At most
/// 200 connections and ten seconds. Edges whose answer was seen say so; one that turned out wrong
/// is set right. Needs root: otherwise a gap.
void probe_network(NetworkMap& map);

}  // namespace boltseal
