#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

struct Reached {
  std::vector<std::string> networks;
  bool is_proven = false;
  bool breaks_promise = false;  // of an engine that keeps both apart
  std::string decided_by;
};

void check(const Machine& machine, Findings& findings) {
  if (machine.network == nullptr) return;
  const NetworkMap& map = *machine.network;
  std::map<std::size_t, Reached> by_network;
  for (const MapEdge& edge : map.edges) {
    const std::size_t from = map.groups[edge.from].network, to = map.groups[edge.to].network;
    if (edge.by != ReachBy::routes || edge.reach != Reach::yes || from == to) continue;
    if (from == no_part || to == no_part) continue;
    Reached& reached = by_network[from];
    reached.is_proven = reached.is_proven || edge.evidence == ReachEvidence::probe;
    if (reached.decided_by.empty()) reached.decided_by = edge.decided_by;
    const bool are_kept_apart = map.networks[from].is_isolated && map.networks[to].is_isolated;
    reached.breaks_promise = reached.breaks_promise || are_kept_apart;
    const std::string& name = map.networks[to].name;
    if (std::ranges::find(reached.networks, name) == reached.networks.end()) {
      reached.networks.push_back(name);
    }
  }
  constexpr std::size_t most_named = 3;
  for (const auto& [from, reached] : by_network) {
    const MapNetwork& network = map.networks[from];
    std::string others;
    for (std::size_t at = 0; at < std::min(reached.networks.size(), most_named); ++at) {
      others += (at == 0 ? "" : ", ") + reached.networks[at];
    }
    if (reached.networks.size() > most_named) {
      others += " and " + std::to_string(reached.networks.size() - most_named) + " more";
    }
    Finding& finding = findings.add(
        network.site, "networks[" + network.name + "].reach",
        "containers of network " + network.name + " reach those of " + others +
            (reached.breaks_promise ? ", though their engine keeps networks apart" : "") +
            (reached.is_proven ? " (a connection was made)" : ""));
    finding.reason = reached.decided_by;
    // Podman and others promise nothing of the kind.
    if (!reached.breaks_promise) finding.severity = Severity::low;
  }
}

}  // namespace

extern const Rule network_reaches_across{
    .summary = "Containers of different networks reach each other",
    .what =
        "By the rules of the packet filter, the routes and the kernel's settings, or by a "
        "connection that `boltseal audit --probe` made, containers of one network reach the ports "
        "of containers on another one that they do not share. One finding for each network, "
        "`medium` where its engine keeps both apart (Docker), `low` where nobody said so (Podman "
        "without "
        "`isolate`, CNI, LXC). Rules that are not understood say nothing.",
    .why =
        "Who put the database into a network of its own relies on it. A rule in `DOCKER-USER` "
        "that lets everything through, a firewall that was flushed, or an engine that does not "
        "separate at all opens every port of every container to all the others.",
    .remedy =
        "Docker: look for what accepts before `DOCKER-ISOLATION-STAGE-1` (`iptables -S FORWARD`, "
        "`iptables -S DOCKER-USER`), take it out, and restart the daemon when its own rules are "
        "gone. Podman: create networks with `--opt isolate=true`. For a network that nobody has "
        "to leave: `internal`.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.30", "NIST SP 800-190 4.4.2",
                   "https://docs.docker.com/engine/network/packet-filtering-firewalls/"},
    .machine = check,
};

}  // namespace boltseal
