#pragma once

#include <map>
#include <string>

#include "audit/machine_tree.h"

namespace boltseal {

/// The ends on this machine of the virtual cables (veth(4)) that lead into containers, and the
/// bridges that they are plugged into, by /sys/class/net.
class BridgePorts {
 public:
  explicit BridgePorts(const MachineTree& tree);

  /// The end whose other one has the index `index` in its own namespace; empty: none, or several
  /// that the bridge does not tell apart.
  std::string peer_of(int index, const std::string& bridge) const;
  /// Whether a port of a bridge is kept from other such ports (bridge(8), isolated).
  const std::map<std::string, bool>& isolated() const { return isolated_; }

 private:
  struct Port {
    std::string name, bridge;
  };
  std::multimap<int, Port> by_peer_;
  std::map<std::string, bool> isolated_;
};

}  // namespace boltseal
