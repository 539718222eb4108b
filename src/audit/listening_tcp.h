#pragma once

#include <optional>
#include <string>

namespace boltseal {

/// The TCP sockets that wait in the network namespace of a process of this machine, in the form of
/// /proc/PID/net/tcp. That file costs the kernel a walk through all connections of the whole
/// machine, for each namespace again (2.8 ms on a machine of 24 GiB); sock_diag(7) knows those that
/// wait apart. Nothing when the kernel does not tell, or not us: then the file does.
/// @param process "/proc/812", "/proc/self"
std::optional<std::string> listening_tcp(const std::string& process, bool is_ipv6);

}  // namespace boltseal
