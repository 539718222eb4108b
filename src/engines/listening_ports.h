#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace boltseal {

/// The ports, as "80/tcp", on which a table of the kernel (proc_net_tcp(5): /proc/PID/net/tcp,
/// tcp6, udp, udp6) says that somebody waits for others: not on the loopback, where the engine's
/// own name server is.
std::set<std::string> ports_in(std::string_view table, std::string_view protocol);

/// The same for the network namespace of the process `pid` that runs container `id`; nothing when
/// no such process is seen from here (a virtual machine, another host, another user's namespace).
std::optional<std::set<std::string>> listening_ports(int pid, std::string_view id);

/// Without the ports that the kernel hands out to who asks for any (ip_local_port_range), unless
/// they are in `named`.
std::set<std::string> without_chosen_ports(const std::set<std::string>& ports,
                                           const std::set<std::string>& named);

}  // namespace boltseal
