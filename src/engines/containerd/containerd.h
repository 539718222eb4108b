#pragma once

#include <chrono>

#include "engines/live_engine.h"

namespace boltseal {

/// Asks containerd (1.3 and later) for the containers of all its namespaces, also those that do not
/// run, but for the processes that only hold the namespaces of a pod. Two calls for each namespace,
/// and one for each container whose layers are overlays. Changes nothing.
/// @param patience for each answer
/// @return what it told before it fell silent, with errors for the rest; never fails as a whole.
LiveEngine look_at_containerd(const Endpoint& endpoint, std::chrono::milliseconds patience);

}  // namespace boltseal
