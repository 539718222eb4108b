#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "audit/machine_tree.h"
#include "audit/network/routes.h"
#include "audit/socket_table.h"

namespace boltseal {

/// A process in a network namespace. What it is and holds is read when it is first asked for: of
/// most processes of a machine nobody asks.
class SpaceProcess {
 public:
  SpaceProcess(const MachineTree& tree, int pid) : tree_(&tree), pid_(pid) {}

  int pid() const { return pid_; }
  const std::string& program() const;        ///< "httpd"
  const std::string& control_group() const;  ///< /proc/PID/cgroup
  /// Their inodes; nothing when they are hidden from us.
  const std::optional<std::set<std::string>>& sockets() const;

 private:
  const MachineTree* tree_;
  int pid_;
  mutable std::optional<std::string> program_, control_group_;
  mutable std::optional<std::optional<std::set<std::string>>> sockets_;
};

/// What the kernel shows of one network namespace.
struct KernelSpace {
  std::vector<SpaceProcess> processes;
  std::vector<Route> routes;
  std::vector<Ipv4> addresses;
  std::map<std::string, int> interfaces;  ///< With their indexes.
  bool is_seen = false;                   ///< Its tables could be read.
};

/// The network namespaces of all processes of this machine, by what /proc/PID/ns/net says.
class KernelSpaces {
 public:
  explicit KernelSpaces(const MachineTree& tree);

  /// The one of this machine itself: ours.
  const std::string& host() const { return host_; }
  /// "net:[4026531840]"; empty when it is hidden from us.
  std::string of(int pid) const;
  /// Null: no process that we see is in it.
  const KernelSpace* find(const std::string& name) const;
  /// Reads the tables of a namespace, once.
  KernelSpace& look(const std::string& name);

 private:
  const MachineTree& tree_;
  std::string host_;
  std::map<std::string, KernelSpace> spaces_;
};

}  // namespace boltseal
