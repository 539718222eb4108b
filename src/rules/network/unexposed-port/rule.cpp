#include <set>
#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Machine& machine, Findings& findings) {
  if (machine.network == nullptr) return;
  const NetworkMap& map = *machine.network;
  for (const MapSpace& space : map.spaces) {
    if (space.is_host) continue;
    std::set<std::string> declared;
    bool is_known = !space.containers.empty();
    for (const std::size_t each : space.containers) {
      const MapContainer& container = map.containers[each];
      declared.insert(container.exposed.begin(), container.exposed.end());
      // Where nothing is declared at all, nobody meant the list to be complete.
      is_known = is_known && container.is_exposed_known;
    }
    if (!is_known || declared.empty()) continue;
    std::set<std::string> said;
    for (const MapListener& listener : space.listeners) {
      const std::string port = std::to_string(listener.port) + "/" + listener.protocol;
      const bool is_open = !listener.is_local && listener.protocol == "tcp";
      if (!is_open || listener.container == no_part || declared.contains(port)) continue;
      if (!said.insert(port).second) continue;
      findings.add(map.containers[listener.container].site, "listeners[" + port + "]",
                   (listener.program.empty() ? std::string("a process") : listener.program) +
                       " waits on port " + port +
                       ", which neither the image nor the container "
                       "declares");
    }
  }
}

}  // namespace

extern const Rule network_unexposed_port{
    .summary = "Container listens on a port that its image does not declare",
    .what =
        "A process in a container listens on a TCP port, beside the loopback, that neither "
        "`EXPOSE` "
        "of its image nor its engine's configuration names, while they name others. Strict only. "
        "Docker's containers; other engines do not tell what is declared.",
    .why =
        "An administration port that came with the software, a debugger that was left on, or a "
        "shell that somebody opened look like this: every container of the same network reaches "
        "it.",
    .remedy =
        "Learn what it is (`docker top`, `nsenter -n -t PID ss -ltnp`). Switch it off, bind it to "
        "`127.0.0.1`, or declare it with `EXPOSE` if it is meant.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 5.9", "NIST SP 800-190 4.4.2"},
    .machine = check,
};

}  // namespace boltseal
