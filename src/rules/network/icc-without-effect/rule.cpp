#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Machine& machine, Findings& findings) {
  if (machine.network == nullptr) return;
  const NetworkMap& map = *machine.network;
  std::size_t last = no_part;  // one finding for each network is enough
  for (const MapEdge& edge : map.edges) {
    const std::size_t at = map.groups[edge.from].network;
    if (edge.by != ReachBy::icc || edge.reach != Reach::yes || at == no_part || at == last)
      continue;
    const MapNetwork& network = map.networks[at];
    if (network.icc != false) continue;
    last = at;
    const bool is_proven = edge.evidence == ReachEvidence::probe;
    Finding& finding =
        findings.add(network.site, "networks[" + network.name + "].icc",
                     "containers of network " + network.name +
                         " reach each other, though inter-container communication is switched off" +
                         (is_proven ? " (a connection was made)" : ""));
    finding.reason = edge.decided_by;
  }
}

}  // namespace

extern const Rule network_icc_without_effect{
    .summary = "Inter-container communication is switched off without effect",
    .what =
        "A network of Docker has `icc` switched off (`--icc=false`, `enable_icc: \"false\"`), and "
        "its containers reach each other nevertheless: the kernel does not send what a bridge "
        "passes on through iptables (`bridge-nf-call-iptables` is 0, `br_netfilter` is not "
        "loaded), the rule that drops it is gone, or another one accepts before it.",
    .why =
        "The setting is on, so nobody looks any further, and all containers of that network are "
        "open to each other.",
    .remedy =
        "Load `br_netfilter` and set `net.bridge.bridge-nf-call-iptables = 1`; take out what "
        "accepts first (`iptables -S DOCKER-USER`); restart the daemon when its rules are gone.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 2.2",
                   "https://docs.docker.com/engine/network/drivers/bridge/"},
    .machine = check,
};

}  // namespace boltseal
