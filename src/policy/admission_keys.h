#pragma once

#include "policy/gate_settings.h"
#include "policy/keys.h"

namespace boltseal::policy_file {

/// What stands under `gate: kubernetes:`.
void read_admission(const Node& value, AdmissionSettings& admission, Reading& reading);
void admission_schema(JsonWriter& json);

}  // namespace boltseal::policy_file
