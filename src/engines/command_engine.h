#pragma once

#include <chrono>
#include <memory>

#include "engines/compose_engine.h"

namespace boltseal {

/// Docker or Podman of this machine, asked through their command lines (local_compose_tools()). No
/// command takes longer than `most_time`, and an Interruption ends it; what removes goes on for at
/// most a minute.
/// @return an error that says what is missing when none answers, or the engine is not this
/// machine's.
Result<std::unique_ptr<ComposeEngine>> local_compose_engine(std::chrono::seconds most_time);

}  // namespace boltseal
