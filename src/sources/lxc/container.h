#pragma once

#include <string>
#include <vector>

#include "model/subject.h"
#include "sources/lxc/settings.h"

namespace boltseal::lxc {

/// The container that settings make (lxc.container.conf(5), LXC 3 and later).
/// @param name the settings do not say it; may be empty
/// @param site the first byte of the configuration
Workload read_container(const std::vector<Setting>& settings, const std::string& name, Origin site);

}  // namespace boltseal::lxc
