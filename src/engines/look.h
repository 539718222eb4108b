#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "engines/live_engine.h"

namespace boltseal {

/// The kinds of engines that can be asked, as Endpoint::engine and --engine name them.
std::vector<std::string_view> engine_kinds();

/// Asks one engine for its containers.
/// @param patience for each answer
/// @return what it told before it fell silent, with errors for the rest; never fails as a whole.
LiveEngine look_at(const Endpoint& endpoint, std::chrono::milliseconds patience);

}  // namespace boltseal
