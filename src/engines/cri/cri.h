#pragma once

#include <chrono>

#include "engines/live_engine.h"

namespace boltseal {

/// Asks a runtime of Kubernetes (containerd, CRI-O) through the Container Runtime Interface (v1,
/// and v1alpha2 before) for the containers of all pods, also those that do not run. Four calls, and
/// one for each pod and each container. Changes nothing.
/// @param patience for each answer
/// @return what it told before it fell silent, with errors for the rest; never fails as a whole.
/// Not there when the socket serves no CRI and nobody said that it does.
LiveEngine look_at_cri(const Endpoint& endpoint, std::chrono::milliseconds patience);

}  // namespace boltseal
