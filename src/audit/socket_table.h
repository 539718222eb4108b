#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "audit/machine_tree.h"

namespace boltseal {

/// A socket that waits for others, by a table of the kernel.
struct ListeningSocket {
  std::string address;  ///< "0.0.0.0", "::", "127.0.0.1"
  bool is_ipv6 = false;
  int port = 0;
  bool is_local = false;  ///< On the loopback.
  std::string inode;      ///< What /proc/PID/fd calls it: "4711".
};

/// Those in /proc/PID/net/tcp or tcp6 that listen, those in udp or udp6 that are not connected.
std::vector<ListeningSocket> listening_sockets(std::string_view table, std::string_view protocol);

/// The inodes of the sockets that a process has open; nothing when that is hidden from us.
std::optional<std::set<std::string>> open_sockets(const MachineTree& tree, int pid);

}  // namespace boltseal
