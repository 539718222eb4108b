#include <algorithm>
#include <set>
#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

bool is_engine(const std::string& program) { return program == "dockerd" || program == "podman"; }

void check(const Machine& machine, Findings& findings) {
  if (machine.network == nullptr) return;
  const NetworkMap& map = *machine.network;
  for (const MapSpace& space : map.spaces) {
    if (!space.is_host) continue;
    std::set<int> said;
    for (const MapListener& listener : space.listeners) {
      // The ports of a Swarm are not the API's (docs.docker.com/engine/swarm/swarm-tutorial).
      const bool is_swarm = listener.port == 2377 || listener.port == 7946;
      if (!is_engine(listener.program) || listener.protocol != "tcp" || is_swarm) continue;
      if (!said.insert(listener.port).second) continue;
      const std::string port = std::to_string(listener.port) + "/tcp";
      std::set<std::string> networks;
      for (const MapEdge& edge : map.edges) {
        const std::size_t from = map.groups[edge.from].network;
        if (map.groups[edge.to].network != no_part || from == no_part) continue;
        if (edge.reach != Reach::yes || edge.by != ReachBy::host_network) continue;
        if (std::ranges::find(edge.ports, port) == edge.ports.end()) continue;
        networks.insert(map.networks[from].name);
      }
      if (networks.empty()) continue;
      std::string list;
      for (const std::string& each : networks) list += (list.empty() ? "" : ", ") + each;
      findings.add(machine.site, "engine_ports[" + port + "]",
                   "containers reach the port of " + listener.program + ", " + port +
                       ", from network " + list);
    }
  }
}

}  // namespace

extern const Rule socket_reachable{
    .summary = "Containers reach an engine's TCP port",
    .what =
        "`dockerd` or `podman system service` listens on a TCP port of an address that containers "
        "reach, and by the rules of the packet filter they may: one finding for each port, with "
        "the networks from which it is reached. Whether the port asks for a certificate is "
        "`socket/answers-tcp`'s and `socket/tcp`'s.",
    .why =
        "Who takes over one container is one mistake away from the engine: a port without mutual "
        "TLS makes them root on the machine at once, one with it only needs a stolen key.",
    .remedy =
        "Take the TCP address out of `hosts` and `-H`, or bind it to the one address of the "
        "network "
        "that administers the machine; and drop it for bridges in the chain `INPUT`.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 2.7", "NIST SP 800-190 4.5.1", "CWE-668",
                   "https://docs.docker.com/engine/security/protect-access/"},
    .machine = check,
};

}  // namespace boltseal
