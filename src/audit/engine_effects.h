#pragma once

#include "check/unit.h"
#include "engines/live_engine.h"

namespace boltseal {

/// What an engine knows beside what it says of one container, and what makes that container another
/// one: a volume that is a folder of the host or an export of a server, user namespaces that make
/// its root somebody else, and what the engine sets for all.
void apply_engine(const LiveEngine& engine, Unit& container);

}  // namespace boltseal
