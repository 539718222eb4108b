#pragma once

#include <string>

#include "base/json_writer.h"
#include "scan/scan.h"

namespace boltseal {

// What docs/schema/scan-1.json and why-1.json have in common, as the next value of a text.

void write_layer(JsonWriter& json, const FoundLayer& layer);
/// `purl`: its package URL, which may be empty.
void write_package(JsonWriter& json, const FoundPackage& found, const std::string& purl);
void write_match(JsonWriter& json, const VulnerabilityMatch& match,
                 const SystemInventory& inventory);

}  // namespace boltseal
