#pragma once

#include "base/json_writer.h"
#include "model/network_map.h"

namespace boltseal {

/// The member "network" of a JSON report: parts name each other by their places in its lists.
void write_network(JsonWriter& json, const NetworkMap& map);

}  // namespace boltseal
