#pragma once

#include "base/files.h"
#include "check/unit.h"

namespace boltseal {

/// Makes one engine of the parts of its configuration that one file set writes (a script with
/// daemon.json and a drop-in of docker.service), and puts what it sets for every container under
/// the containers that are clearly started by it: those of the same script, or of the Compose file
/// beside whose daemon.json it lies. Once for each unit, after its images are linked.
void link_engine(Unit& unit, const Files& files);

}  // namespace boltseal
