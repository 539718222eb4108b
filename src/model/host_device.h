#pragma once

#include <string_view>

#include "model/value.h"

namespace boltseal {

/// What an entry of `devices` ("HOST[:CONTAINER[:rwm]]") gives a container that is the host itself:
/// "a disk of the host". Empty for other devices, and where it cannot be told. Every device is
/// either this or not, so that privilege/dangerous-device and privilege/device never report one
/// twice.
std::string_view host_behind_device(const Text& device);

/// The same for a device rule, "TYPE MAJOR:MINOR ACCESS" (kernel documentation,
/// cgroup-v1/devices): disks, and rules for all devices.
std::string_view host_behind_device_rule(const Text& rule);

}  // namespace boltseal
