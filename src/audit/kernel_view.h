#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/running_container.h"

namespace boltseal {

/// What the kernel shows of the process `pid` that runs container `id`; nothing when no such
/// process is seen from here: it ended, or it runs in a virtual machine or another namespace.
std::optional<KernelView> look_at_process(int pid, std::string_view id);

/// Whether the process `pid` is seen from here and belongs to container `id`.
bool runs_container(int pid, std::string_view id);

// The parts of it, from the texts of proc(5).

/// /proc/PID/status: uid, capabilities, seccomp, no_new_privs.
void read_status(std::string_view text, KernelView& view);
/// /proc/PID/mountinfo. At most 10,000 mounts.
std::vector<KernelMount> read_mountinfo(std::string_view text);
/// Where a controller's files are, by /proc/PID/cgroup: "/sys/fs/cgroup/memory/docker/ID" for
/// version 1 and hybrid systems, "/sys/fs/cgroup/docker/ID" for version 2.
std::string control_group(std::string_view cgroup, std::string_view controller);
/// memory.max, memory.limit_in_bytes, pids.max: -1 when there is no limit.
std::optional<std::int64_t> read_limit(std::string_view text);

}  // namespace boltseal
