#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Machine& machine, Findings& findings) {
  for (const MachineEngine& engine : machine.engines) {
    if (!engine.swarm) continue;
    for (const SwarmSecret& secret : engine.swarm->secrets) {
      if (secret.is_used) continue;
      findings.add(secret.origin, "engines[" + engine.name + "].swarm.secrets[" + secret.name + "]",
                   "the secret " + secret.name + " is given to no service");
    }
  }
}

}  // namespace

extern const Rule access_unused_secret{
    .summary = "A secret of the Swarm is given to no service",
    .what =
        "A Swarm that an engine of this machine manages keeps a secret that none of its services "
        "is given. Speaks in `boltseal audit`, which asks for the names of secrets alone.",
    .why =
        "Secrets that were replaced or forgotten are on the disk of every manager, and whoever "
        "may make a service on the Swarm can read them. Nobody notices, for nothing depends on "
        "them.",
    .remedy =
        "`docker secret rm` it; where it is a key that still opens something, revoke it there.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 7.4", "https://docs.docker.com/engine/swarm/secrets/"},
    .machine = check,
};

}  // namespace boltseal
