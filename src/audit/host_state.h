#pragma once

#include "audit/machine_view.h"

namespace boltseal {

/// The kernel: its settings, the modules that guard it, lockdown, mounts, and whether a newer one
/// waits for a reboot.
void look_at_kernel(const MachineTree& tree, MachineView& view);

/// When packages changed last, and whether the machine keeps them current by itself.
void look_at_packages(const MachineTree& tree, MachineView& view);

}  // namespace boltseal
