#pragma once

#include <string>
#include <vector>

#include "engines/live_engine.h"
#include "net/proxy.h"

namespace boltseal {

/// The sockets of engines on this machine: those that the environment names, the contexts of Docker
/// and connections of Podman that lead to a socket (contexts.h), the usual ones, those of every
/// user that runs an engine of their own (/run/user/UID), and those that processes of Docker and
/// Podman were started with. Each socket once, also
/// where links lead to it twice, but once for each language that is spoken there; usual ones that
/// are not there are left out.
std::vector<Endpoint> find_endpoints(const net::Environment& environment);

}  // namespace boltseal
