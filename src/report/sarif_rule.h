#pragma once

#include <string_view>

#include "base/json_writer.h"
#include "rules/rule.h"

namespace boltseal {

/// "error", "warning" or "note" (SARIF 2.1.0, 3.27.10).
std::string_view sarif_level(Severity severity);

/// A rule as the next value: a reportingDescriptor (3.49). `enabled`: it is in the profile that was
/// asked for.
void write_sarif_rule(JsonWriter& json, const NamedRule& named, bool enabled);

}  // namespace boltseal
