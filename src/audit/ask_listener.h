#pragma once

#include <chrono>

#include "model/machine.h"

namespace boltseal {

/// Whether an engine's API is behind a port of this machine, and for whom, by a connection to it. A
/// listener for all addresses is reached over the loopback.
EngineListener::Answer ask_listener(const EngineListener& listener,
                                    std::chrono::milliseconds patience);

}  // namespace boltseal
