#pragma once

#include <string_view>
#include <unordered_map>

#include "model/facts.h"
#include "sources/compose/project.h"

namespace boltseal::compose {

/// The volumes that the top level defines, by name.
using Definitions = std::unordered_map<std::string_view, const yaml::Node*>;

/// What `volumes`, `tmpfs`, `secrets` and `configs` of a service make visible in its container, in
/// short and long form.
Mounts mounts_of(Project& project, const yaml::Node& service, const Definitions& volumes);

/// `ports` of a service, in short and long form.
Ports ports_of(Project& project, const yaml::Node& service);

}  // namespace boltseal::compose
