#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace boltseal {

/// A setting of the kernel (sysctl(8)) that decides what containers, which share it, can learn of
/// the host and do to it.
struct KernelSetting {
  std::string_view name;             ///< "kernel.dmesg_restrict"
  std::int64_t least = 0, most = 0;  ///< What it should be, both included.
  std::string_view why;              ///< What is possible otherwise; completes "…, so that".
};

std::span<const KernelSetting> kernel_settings();

}  // namespace boltseal
