#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

constexpr std::int64_t most_managers = 7;  // docs.docker.com, "Administer and maintain a swarm"

void check(const Machine& machine, Findings& findings) {
  for (const MachineEngine& engine : machine.engines) {
    if (!engine.swarm || !engine.swarm->managers || !engine.swarm->nodes) continue;
    const std::int64_t managers = *engine.swarm->managers, nodes = *engine.swarm->nodes;
    std::string says;
    if (nodes == 1) {
      says = "the engine listens for a Swarm of which it is the only node";
    } else if (managers == 1) {
      says = "the Swarm of " + std::to_string(nodes) + " nodes ends with its only manager";
    } else if (managers > most_managers) {
      says = "the Swarm has " + std::to_string(managers) +
             " managers, each of which holds all of "
             "its secrets";
    } else if (managers % 2 == 0) {
      says = "the Swarm has " + std::to_string(managers) +
             " managers, and no more of them may "
             "fail than of " +
             std::to_string(managers - 1);
    } else {
      continue;
    }
    findings.add(engine.swarm->site, "engines[" + engine.name + "].swarm.managers",
                 std::move(says));
  }
}

}  // namespace

extern const Rule host_swarm_managers{
    .summary = "The Swarm has the wrong number of managers",
    .what =
        "An engine of this machine is a manager of a Swarm with one node only, with one manager "
        "for several nodes, with an even number of managers, or with more than seven. Speaks in "
        "`boltseal audit`.",
    .why =
        "A majority of managers must live. With one, its machine's end is the Swarm's; an even one "
        "only adds a machine that can fail; each further one holds every secret. A Swarm of one "
        "opens port 2377 for nobody.",
    .remedy =
        "Have three, five or seven: `docker node promote` and `docker node demote`. Where there is "
        "one machine only, `docker swarm leave --force` and use Compose.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 7.1", "CIS Docker 1.6.0 5.1",
                   "https://docs.docker.com/engine/swarm/admin_guide/"},
    .machine = check,
};

}  // namespace boltseal
