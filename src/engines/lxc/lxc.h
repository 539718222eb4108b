#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "engines/live_engine.h"

namespace boltseal {

/// Reads the containers of LXC, which has no daemon: the configuration of each in the folder that
/// the endpoint names (/var/lib/lxc), also of those that do not run. Nothing is asked of anybody,
/// so that patience means nothing here.
/// @return what could be read, with errors for the rest; never fails as a whole. Not
/// there when there is no container.
LiveEngine look_at_lxc(const Endpoint& endpoint, std::chrono::milliseconds patience);

/// The container that a process is in, by its control groups (/proc/PID/cgroup): "web" of
/// "/lxc.payload.web"; empty when it is in none. LXC adds "-1" where the group was there already.
std::string lxc_container_of(std::string_view cgroup);

}  // namespace boltseal
