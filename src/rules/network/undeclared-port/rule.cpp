#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Machine& machine, Findings& findings) {
  if (machine.network == nullptr) return;
  const NetworkMap& map = *machine.network;
  for (const MapPublished& port : map.published) {
    if (port.is_declared || port.container == no_part || port.by.empty()) continue;
    const MapContainer& container = map.containers[port.container];
    const std::string number = std::to_string(port.host_port) + "/" + port.protocol;
    const std::string where = port.host_address == "0.0.0.0" || port.host_address == "::"
                                  ? "every address of this machine"
                                  : port.host_address;
    findings.add(container.site, "published[" + number + "]",
                 "port " + number + " on " + where + " leads to its port " +
                     std::to_string(port.container_port) + " by " + port.by.front() +
                     ", and its engine does not say so");
  }
}

}  // namespace

extern const Rule network_undeclared_port{
    .summary = "Port leads to a container though nobody published it",
    .what =
        "A rule of the packet filter that rewrites addresses, or a forwarding process "
        "(`docker-proxy`), leads from a port of the machine to a container whose engine does not "
        "list that port as published, or lists it for fewer addresses. Other machines' "
        "connections over IPv4.",
    .why =
        "What `docker ps` does not show, nobody closes. Rules stay behind when an engine dies, and "
        "somebody who wants a way in that lasts adds one.",
    .remedy =
        "Find the rule (`iptables -t nat -S | grep DNAT`, `nft list ruleset`) or the process, "
        "learn who made it, and remove it; publish the port through the engine if it is needed.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.8", "CIS Docker 1.6.0 5.14", "NIST SP 800-190 4.4.2"},
    .machine = check,
};

}  // namespace boltseal
