#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Machine& machine, Findings& findings) {
  if (machine.network == nullptr) return;
  for (const MapContainer& container : machine.network->containers) {
    for (const MapEngineSocket& socket : container.engine_sockets) {
      if (!socket.is_open || socket.is_mounted) continue;
      findings.add(
          container.site, "engine_sockets[" + socket.path + "]",
          (socket.program.empty() ? std::string("is connected to") : socket.program + " holds") +
              " the socket of " + socket.engine + ", " + socket.path +
              ", though no mount gives it to the container");
    }
  }
}

}  // namespace

extern const Rule socket_open{
    .summary = "Container has an engine's socket open that nobody mounted",
    .what =
        "The kernel shows in a container's network namespace a connection to the unix socket of an "
        "engine of this machine, or that one of its processes holds that socket, and none of its "
        "mounts shows the socket. A mounted one is `socket/mounted`'s. Of containers on the host's "
        "network only what their processes hold themselves is seen.",
    .why =
        "Whoever talks to the engine is root on the machine. A way to its socket that is not in "
        "the container's configuration was made behind the engine's back: a descriptor that was "
        "handed on, a mount that was added or hidden later, an escape that has already happened.",
    .remedy =
        "Stop the container and find out how it came to the socket: its mounts now "
        "(`/proc/PID/mountinfo`), its processes and who started them. Treat the machine as taken "
        "over until that is explained.",
    .severity = Severity::critical,
    .profile = Profile::minimal,
    .references = {"CIS Docker 1.6.0 5.32", "NIST SP 800-190 4.5.1", "CWE-250"},
    .machine = check,
};

}  // namespace boltseal
