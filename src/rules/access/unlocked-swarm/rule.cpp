#include "rules/rule.h"
#include "model/machine.h"

namespace boltseal {
namespace {

void check(const Machine& machine, Findings& findings) {
  for (const MachineEngine& engine : machine.engines) {
    if (!engine.swarm || engine.swarm->is_locked != false) continue;
    findings
        .add(engine.swarm->lock_origin, "engines[" + engine.name + "].swarm.autolock",
             "whoever copies a manager's disk has the keys and secrets of the Swarm, because its "
             "managers do not lock")
        .remedy = "docker swarm update --autolock=true";
  }
}

}  // namespace

extern const Rule access_unlocked_swarm{
    .summary = "Managers of the Swarm do not lock",
    .what =
        "An engine of this machine is a manager of a Swarm that was set up without `--autolock`. "
        "Speaks in `boltseal audit`; strict only, because a locked manager waits for its key after "
        "each restart.",
    .why =
        "The log of the managers holds all secrets of the Swarm. It is encrypted, and without a "
        "lock the key lies beside it: a backup or a stolen disk is enough.",
    .remedy =
        "`docker swarm update --autolock=true`, keep the key in a safe place, and rotate it with "
        "`docker swarm unlock-key --rotate`.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 7.5",
                   "https://docs.docker.com/engine/swarm/swarm_manager_locking/"},
    .machine = check,
};

}  // namespace boltseal
