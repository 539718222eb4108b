#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace boltseal {

/// The sockets that wait in the network namespace of a process of this machine, as sock_diag(7)
/// tells of them. /proc/PID/net/tcp and udp cost the kernel a walk through the connections of the
/// whole machine, for each namespace again (2.8 ms on a machine of 24 GiB).
class WaitingSockets {
 public:
  /// Enters the namespace, and stays there: for a thread that is made for this.
  /// @param process "/proc/812", "/proc/self"
  explicit WaitingSockets(const std::string& process);

  /// "tcp", "tcp6", "udp" or "udp6", in the form of that file. Nothing when the kernel does not
  /// tell, or not us: then the file does.
  std::optional<std::string> table(std::string_view name) const;

 private:
  bool is_inside_;
};

}  // namespace boltseal
