#include <algorithm>
#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

constexpr int management_port = 2377;  // docs.docker.com, "Getting started with Swarm mode"

void check(const Machine& machine, Findings& findings) {
  const bool is_member = std::ranges::any_of(
      machine.engines, [](const MachineEngine& engine) { return engine.swarm.has_value(); });
  if (!is_member) return;
  for (const EngineListener& listener : machine.listeners) {
    if (listener.program != "dockerd" || listener.port != management_port) continue;
    if (listener.address != "0.0.0.0" && listener.address != "::") continue;
    findings
        .add(listener.site, "listeners[" + std::to_string(management_port) + "]",
             "the Swarm's management can be reached on every interface of this machine")
        .remedy = "docker swarm init --listen-addr ADDRESS:2377";
  }
}

}  // namespace

extern const Rule network_swarm_everywhere{
    .summary = "The Swarm listens on every interface",
    .what =
        "An engine of this machine is a member of a Swarm, and its port for the management, 2377, "
        "is bound to all addresses. Speaks in `boltseal audit`.",
    .why =
        "Who reaches the port and has one of the two tokens that join nodes is a part of the "
        "Swarm, and gets its containers and secrets. On a machine with a public address that is "
        "everybody.",
    .remedy =
        "Set up the Swarm with `--listen-addr` for the inner network, or close 2377, 7946 and 4789 "
        "for others in the packet filter.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 7.2"},
    .machine = check,
};

}  // namespace boltseal
