#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Project& project, Findings& findings) {
  for (const NetworkPolicy& policy : project.policies) {
    if (!policy.admits_all) continue;
    Finding& finding =
        findings.add(*policy.admits_all, "network_policies",
                     "the NetworkPolicy " + policy.name + " lets everybody in, on all ports");
    finding.subjects = {"NetworkPolicy/" + policy.name};
  }
}

}  // namespace

extern const Rule network_policy_allows_all{
    .summary = "NetworkPolicy lets everybody in",
    .what =
        "A rule for ingress of a NetworkPolicy names neither peers nor ports (`ingress: [{}]`), or "
        "has all addresses as its peer (`cidr: 0.0.0.0/0`) without ports and exceptions. A rule "
        "with ports, as whatever serves the world needs one, is not judged.",
    .why =
        "Policies add up: what one of them lets in, no other keeps out. One rule without peers and "
        "ports undoes every policy that selects the same pods, and whoever lists policies believes "
        "that the pods are protected.",
    .remedy =
        "Name under `from` who has to connect (`podSelector`, `namespaceSelector`), and under "
        "`ports` where; for what serves the world, the ports.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Kubernetes 1.8.0 5.3.2", "NIST SP 800-190 4.3.3",
                   "https://kubernetes.io/docs/concepts/services-networking/network-policies/"},
    .project = check,
};

}  // namespace boltseal
