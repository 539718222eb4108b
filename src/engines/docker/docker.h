#pragma once

#include <chrono>

#include "engines/live_engine.h"

namespace boltseal {

/// Asks an engine that speaks Docker's API (Docker from version 1.24 of it on, and Podman) for its
/// containers, also those that do not run, and for its own settings; a manager of a Swarm for its
/// services as well. Sends nothing but GET. One request for each container and service, and six
/// more, of a Swarm nine.
/// @param patience for each answer
/// @return what it told before it fell silent, with errors for the rest; never fails as a whole.
LiveEngine look_at_docker(const Endpoint& endpoint, std::chrono::milliseconds patience);

}  // namespace boltseal
