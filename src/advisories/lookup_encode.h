#pragma once

#include <set>
#include <span>
#include <string>

#include "advisories/lookup_file.h"
#include "advisories/lookup_records.h"
#include "base/json_writer.h"

namespace boltseal {

/// The members "sources" and "ecosystems" of the object that is open, as the file itself and
/// `boltseal db info` say them.
void write_sources(JsonWriter& json, std::span<const AdvisorySource> sources,
                   std::span<const std::string> ecosystems);

namespace lookup {

/// The bytes of a lookup file (advisories/lookup_format.h): the same for the same records, whatever
/// numbers their texts have. Sorts references of vulnerabilities on the way.
std::string encode(Records& known, std::span<const AdvisorySource> sources,
                   std::span<const std::string> ecosystems);

}  // namespace lookup
}  // namespace boltseal
