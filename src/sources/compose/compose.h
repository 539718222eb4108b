#pragma once

#include "sources/source.h"

namespace boltseal {

/// Compose files (compose-spec.io), Swarm's `deploy` included.
extern const Source compose_source;

}  // namespace boltseal
