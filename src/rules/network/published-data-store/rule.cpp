#include "rules/rule.h"
#include "model/published_port.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (!publishes_ports(workload)) return;
  const auto image = effective(workload, fact::image);
  for (const Port& port : gather(workload, fact::published_ports)) {
    const std::string_view service = data_store_behind(port, image);
    if (service.empty()) continue;
    switch (is_everywhere(port)) {
      case Truth::no: continue;
      case Truth::unknown: findings.unknown(Fact::published_ports); continue;
      case Truth::yes: break;
    }
    const std::string number = port.published.empty() ? "a port that the engine chooses"
                                                      : "port " + port.published.bytes();
    Finding& finding =
        findings.add(port.origin, fact_path(Fact::published_ports, port.target.bytes()),
                     std::string(service) + " is open to every network of the host on " + number);
    // A pod's port of the host has no address worth keeping.
    if (workload.platform == Platform::kubernetes) continue;
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

extern const Rule network_published_data_store{
    .summary = "Database or console is published on all interfaces",
    .what =
        "A port of a database, cache, queue or cluster store, or of a console over one, is "
        "published without an address of the host, or on `0.0.0.0` or `[::]`. It is known by the "
        "image (`postgres`, `redis`, `phpmyadmin` …), else by the port's well-known number "
        "(5432, 6379, 9200 …). Other ports are looked at by `network/published-everywhere`.",
    .why =
        "Containers on one network reach each other without publishing anything. A published port "
        "goes past the host's firewall, because the engine writes its own rules before it; stores "
        "that were meant for one application then stand in the open, and many ask for no password.",
    .remedy =
        "Remove the port when only other containers need it. Where a person or a program on the "
        "host does, bind it to loopback: `127.0.0.1:5432:5432`.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.14", "CIS Docker 1.6.0 5.9", "NIST SP 800-190 4.4.2",
                   "https://docs.docker.com/engine/network/packet-filtering-firewalls/"},
    .workload = check,
};

}  // namespace boltseal
