#include "rules/rule.h"
#include "model/published_port.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (workload.platform != Platform::kubernetes || !publishes_ports(workload)) return;
  const auto image = effective(workload, fact::image);
  for (const Port& port : gather(workload, fact::published_ports)) {
    // A data store that the whole network can reach is network/published-data-store's.
    if (!data_store_behind(port, image).empty() && is_everywhere(port) == Truth::yes) continue;
    const std::string where = port.host_ip.empty() ? "" : " of address " + port.host_ip.bytes();
    findings.add(port.origin, fact_path(Fact::published_ports, port.target.bytes()),
                 "takes port " + port.published.bytes() + where + " of the node it runs on");
  }
}

}  // namespace

extern const Rule network_host_port{
    .summary = "Pod takes a port of its node",
    .what =
        "A container states a `hostPort` other than 0. Pods on the node's network are "
        "`network/host-network`'s, data stores `network/published-data-store`'s.",
    .why =
        "The port is open on the node's own address, past the Service, the Ingress and on many "
        "networks also past the NetworkPolicy that were meant to be the only way in. It also ties "
        "the pod to nodes on which the port is free, so that fewer copies can run.",
    .remedy =
        "Remove `hostPort` and let a Service or an Ingress lead to the container's own port. "
        "Ingress controllers and node agents that need it deserve an allowance that says why.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"Pod Security Standards, Baseline: Host Ports", "CIS Kubernetes 1.8.0 5.2.13",
                   "https://kubernetes.io/docs/concepts/configuration/overview/"},
    .workload = check,
};

}  // namespace boltseal
