#include "rules/rule.h"
#include "model/network_policy.h"

namespace boltseal {
namespace {

void check(const Project& project, Findings& findings) {
  if (project.platform != Platform::kubernetes || project.open) return;
  const auto without = without_policy(project, &NetworkPolicy::ingress);
  if (!without) return findings.unknown(Fact::networks);
  for (std::size_t i = 0; i < without->unknown; ++i) findings.unknown(Fact::networks);
  for (const auto& [name_space, members] : without->members) {
    const std::string where = name_space.empty() ? "" : " in namespace " + name_space;
    Finding& finding =
        findings.add(members.front()->site, "network_policies",
                     "no NetworkPolicy limits who may connect to " + names_of(members) + where);
    finding.subjects.clear();
    for (const Member* const member : members) finding.subjects.push_back(member->name);
  }
}

}  // namespace

extern const Rule network_no_policy{
    .summary = "No NetworkPolicy selects the workload",
    .what =
        "Among the manifests that are checked together, no NetworkPolicy for ingress selects a "
        "workload; one that allows everything counts as none. One finding for each namespace names "
        "all such workloads. Jobs and pods on the node's network are left out, and nothing is said "
        "when policies of a network plugin (Cilium, Calico) are among the manifests.",
    .why =
        "Without a policy, every pod of the cluster may connect to every port of this one. Whoever "
        "takes over the weakest program reaches databases, caches and internal interfaces, most of "
        "which trust whoever can connect.",
    .remedy =
        "Give each namespace a NetworkPolicy that selects all pods and allows nothing, and one for "
        "each connection that is needed.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Kubernetes 1.8.0 5.3.2", "NIST SP 800-190 4.3.3",
                   "https://kubernetes.io/docs/concepts/services-networking/network-policies/"},
    .project = check,
};

}  // namespace boltseal
