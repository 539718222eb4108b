#include "audit/network/bridge_ports.h"

#include <cstdint>
#include <vector>

#include "audit/machine_view.h"
#include "base/files.h"
#include "base/text.h"

namespace boltseal {

BridgePorts::BridgePorts(const MachineTree& tree) {
  const std::string folder = "/sys/class/net/";
  std::vector<std::string> names;
  if (tree.list("/sys/class/net", names) != Sight::there) return;
  // /sys shows the namespace that it was mounted in, which may be another one.
  std::string devices;
  if (tree.read("/proc/self/net/dev", devices) != Sight::there) return;
  for (const std::string& name : names) {
    if (devices.find(" " + name + ":") == std::string::npos &&
        devices.find("\n" + name + ":") == std::string::npos) {
      continue;
    }
    const auto peer = parse_int(first_line(tree, folder + name + "/iflink"));
    std::string master;
    if (!peer || *peer <= 0 || *peer > INT32_MAX ||
        tree.link(folder + name + "/master", master) != Sight::there) {
      continue;
    }
    by_peer_.emplace(static_cast<int>(*peer), Port{name, std::string(base_name(master))});
    isolated_[name] = first_line(tree, folder + name + "/brport/isolated") == "1";
  }
}

std::string BridgePorts::peer_of(int index, const std::string& bridge) const {
  const auto [begin, end] = by_peer_.equal_range(index);
  std::string found;
  for (auto at = begin; at != end; ++at) {
    if (at->second.bridge != bridge) continue;
    if (!found.empty()) return {};
    found = at->second.name;
  }
  return found;
}

}  // namespace boltseal
