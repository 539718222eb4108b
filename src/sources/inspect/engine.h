#pragma once

#include <optional>

#include "model/subject.h"
#include "model/swarm.h"
#include "sources/yaml/fields.h"

namespace boltseal::inspect {

using yaml::Fields;

/// Whether an object is what Docker's API answers to /info (SystemInfo, versions 1.24 to 1.50),
/// which `docker info --format json` prints.
bool is_engine(const Fields& object);

/// The engine with the settings that are in effect. Not all are told: the level is open.
Engine read_engine(const Fields& object);

/// The Swarm that it is a member of; nothing when there is none.
std::optional<Swarm> read_swarm(const Fields& object);
/// What `docker node inspect` prints of one.
SwarmNode read_node(const Fields& object);

}  // namespace boltseal::inspect
