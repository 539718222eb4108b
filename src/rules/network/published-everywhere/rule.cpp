#include "rules/rule.h"
#include "model/published_port.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  // A pod's hostPort is network/host-port's.
  if (workload.platform == Platform::kubernetes || !publishes_ports(workload)) return;
  const auto image = effective(workload, fact::image);
  for (const Port& port : gather(workload, fact::published_ports)) {
    if (!data_store_behind(port, image).empty()) continue;
    switch (is_everywhere(port)) {
      case Truth::no: continue;
      case Truth::unknown: findings.unknown(Fact::published_ports); continue;
      case Truth::yes: break;
    }
    Finding& finding = findings.add(
        port.origin, fact_path(Fact::published_ports, port.target.bytes()),
        port.published.empty()
            ? "port " + port.target.bytes() +
                  " is open to every network of the host, on a port that the engine "
                  "chooses"
            : "port " + port.published.bytes() + " is open to every network of the host");
    finding.change = Change{.fact = Fact::published_ports,
                            .element = port.target.bytes(),
                            .field = "host_ip",
                            .value = std::string("127.0.0.1"),
                            .safety = Safety::behaviour,
                            .breaks = "clients on other machines",
                            .at = port.origin};
  }
}

}  // namespace

extern const Rule network_published_everywhere{
    .summary = "Port is published on all interfaces",
    .what =
        "A port is published without an address of the host, or on `0.0.0.0` or `[::]`. For a web "
        "server that may be the purpose, so the rule speaks in the strict profile only; databases "
        "and consoles have `network/published-data-store`, ports of pods `network/host-port`.",
    .why =
        "The port is reachable from every network that the host is in, also those that nobody "
        "thought of, and the engine's own packet filter rules let it past the host's firewall.",
    .remedy =
        "Name the address: `127.0.0.1:8080:80` behind a reverse proxy on the host, or the one "
        "address that clients use.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 5.14", "NIST SP 800-190 4.4.2",
                   "https://docs.docker.com/engine/network/packet-filtering-firewalls/"},
    .workload = check,
};

}  // namespace boltseal
