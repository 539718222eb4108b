#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Machine& machine, Findings& findings) {
  for (const MachineEngine& engine : machine.engines) {
    if (!engine.swarm) continue;
    for (const SwarmNode& node : engine.swarm->members) {
      if (!node.is_gone) continue;
      findings.add(node.origin, "engines[" + engine.name + "].swarm.members[" + node.name + "]",
                   std::string(node.is_manager ? "the manager " : "the node ") + node.name +
                       " of the Swarm does not answer");
    }
  }
}

}  // namespace

extern const Rule health_node_down{
    .summary = "A node of the Swarm does not answer",
    .what =
        "A Swarm that an engine of this machine manages has a node that is down, or a manager that "
        "the others do not reach. Speaks in `boltseal audit`.",
    .why =
        "What ran there runs elsewhere now, in less room, or nowhere. Of three managers only one "
        "may be lost: while one is gone, the next failure stops the Swarm. A node that comes back "
        "after months brings old software and a certificate that still counts.",
    .remedy =
        "Bring it back, or take it out: `docker node demote` a manager, then `docker node rm`.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"https://docs.docker.com/engine/swarm/admin_guide/"},
    .machine = check,
};

}  // namespace boltseal
