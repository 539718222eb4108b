#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

void check(const Pod& pod, int, Findings& findings) {
  const pss::Offenders found =
      pss::who_states(pod, PodField::host_port, [](std::string_view) { return false; });
  std::string ports;
  for (const std::string& port : found.values) ports.append(ports.empty() ? "" : ", ").append(port);
  pss::conclude(pod, PodField::host_port, found, "hostPort",
                pss::named(found) + (found.containers.size() == 1 ? " uses " : " use ") +
                    pss::plural("hostPort", found.values.size()) + " " + ports,
                findings);
}

}  // namespace

extern const Rule pss_host_ports{
    .summary = "A container takes a port of its node",
    .what =
        "A port of a container has a `hostPort` other than 0. A pod with `hostNetwork` is judged "
        "by the ports that it states, not by those that an API server would fill in.",
    .why =
        "The port is open on the address of the node, past Services and most NetworkPolicies, and "
        "may be taken from a service of the node itself.",
    .remedy = "Delete `hostPort` and reach the pod through a Service, of type NodePort if need be.",
    .severity = Severity::high,
    .profile = Profile::pss_baseline,
    .references = {"Pod Security Standards, Baseline: Host Ports", "CIS Kubernetes 1.8.0 5.2.13",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
};

}  // namespace boltseal
