#pragma once

#include "policy/gate_settings.h"
#include "policy/keys.h"

namespace boltseal::policy_file {

/// What stands under `gate:`.
void read_gate(const Node& value, GateSettings& gate, Reading& reading);
void gate_schema(JsonWriter& json);

}  // namespace boltseal::policy_file
