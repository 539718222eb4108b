#include <set>
#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Machine& machine, Findings& findings) {
  for (const MachineEngine& engine : machine.engines) {
    if (!engine.swarm) continue;
    std::set<std::string> versions;
    for (const SwarmNode& node : engine.swarm->members) {
      if (!node.is_gone && !node.engine_version.empty()) versions.insert(node.engine_version);
    }
    if (versions.size() < 2) continue;
    std::string all;
    for (const std::string& version : versions) all += (all.empty() ? "" : ", ") + version;
    findings.add(engine.swarm->site, "engines[" + engine.name + "].swarm.members",
                 "the nodes of the Swarm run different versions of the engine: " + all);
  }
}

}  // namespace

extern const Rule update_mixed_engines{
    .summary = "The nodes of the Swarm run different versions of the engine",
    .what =
        "A Swarm that an engine of this machine manages has nodes whose engines have different "
        "versions. Nodes that are down do not count. Speaks in `boltseal audit`.",
    .why =
        "An update that reached only some of the nodes leaves the flaws that it mends on the "
        "others, and a container moves between them without anybody being asked. Options that the "
        "older ones do not know are silently left out there.",
    .remedy = "Update the engine on every node, one after the other, drained.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"https://docs.docker.com/engine/swarm/admin_guide/"},
    .machine = check,
};

}  // namespace boltseal
