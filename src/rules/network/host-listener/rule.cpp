#include <map>
#include <set>
#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

bool is_everywhere(const MapListener& listener) {
  return listener.address == "0.0.0.0" || listener.address == "::";
}

void check(const Machine& machine, Findings& findings) {
  if (machine.network == nullptr) return;
  const NetworkMap& map = *machine.network;
  for (const MapSpace& space : map.spaces) {
    if (!space.is_host) continue;
    std::map<std::size_t, std::set<std::string>> ports;  // by container
    for (const MapListener& listener : space.listeners) {
      if (listener.container == no_part || !is_everywhere(listener)) continue;
      // UDP sockets of clients look the same.
      if (listener.protocol != "tcp") continue;
      ports[listener.container].insert(std::to_string(listener.port) + "/tcp");
    }
    for (const auto& [at, numbers] : ports) {
      const MapContainer& container = map.containers[at];
      std::string list;
      for (const std::string& number : numbers) list += (list.empty() ? "" : ", ") + number;
      findings.add(container.site, "listeners",
                   "waits on every address of this machine, on the host's own network: " + list);
    }
  }
}

}  // namespace

extern const Rule network_host_listener{
    .summary = "Container on the host's network listens on every address",
    .what =
        "A process of a container that has the host's own network listens on a TCP port of all the "
        "machine's addresses, as the kernel shows it (`/proc/PID/net/tcp`). That it has that "
        "network "
        "at all is `network/host-network`'s.",
    .why =
        "No engine publishes such a port, so none lists it: it is open on every interface of the "
        "machine, also those that nobody thought of, and changes with the program's configuration.",
    .remedy =
        "Give the container a network of its own and publish the port; where it must be the "
        "host's, let the program listen on the one address that its clients use.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.10", "CIS Docker 1.6.0 5.14", "NIST SP 800-190 4.4.2"},
    .machine = check,
};

}  // namespace boltseal
