#pragma once

#include <string_view>

#include "sources/compose/project.h"

namespace boltseal::compose {

/// Reports every key of a mapping that the specification does not know at this place, as Compose
/// does; keys that begin with "x-" are free. `place` is a row of the table in keys.cpp: "service",
/// "build", "volume.tmpfs" …
void check_keys(Project& project, const yaml::Node& mapping, std::string_view place);

}  // namespace boltseal::compose
