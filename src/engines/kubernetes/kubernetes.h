#pragma once

#include <chrono>

#include "engines/live_engine.h"

namespace boltseal {

/// Asks an API server of Kubernetes (1.16 and newer) for the objects that rules look at
/// (kinds.h); never for Secrets. Sends nothing but GET: one request for each kind, and one more for
/// every 250 objects of it.
/// @param endpoint one that find_clusters() found
/// @param patience for each answer
/// @return what it told before it fell silent, with errors for the rest; never fails as a whole.
LiveEngine look_at_kubernetes(const Endpoint& endpoint, std::chrono::milliseconds patience);

}  // namespace boltseal
