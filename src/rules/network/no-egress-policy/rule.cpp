#include "rules/rule.h"
#include "model/network_policy.h"

namespace boltseal {
namespace {

void check(const Project& project, Findings& findings) {
  if (project.platform != Platform::kubernetes || project.open) return;
  const auto without = without_policy(project, &NetworkPolicy::egress);
  if (!without) return findings.unknown(Fact::networks);
  for (std::size_t i = 0; i < without->unknown; ++i) findings.unknown(Fact::networks);
  for (const auto& [name_space, members] : without->members) {
    const std::string where = name_space.empty() ? "" : " in namespace " + name_space;
    Finding& finding = findings.add(
        members.front()->site, "network_policies.egress",
        "no NetworkPolicy limits where " + names_of(members) + where + " may connect to");
    finding.subjects.clear();
    for (const Member* const member : members) finding.subjects.push_back(member->name);
  }
}

}  // namespace

extern const Rule network_no_egress_policy{
    .summary = "No NetworkPolicy limits what the workload connects to",
    .what =
        "Among the manifests that are checked together, no NetworkPolicy for egress selects a "
        "workload; one that allows everything counts as none. One finding for each namespace "
        "names all such workloads. Jobs and pods on the node's network are left out. Strict only: "
        "few clusters limit egress, because every program needs some (DNS, APIs).",
    .why =
        "Whoever takes over a program fetches tools from his own server, sends the data there, and "
        "asks the cloud's metadata service for keys. A policy that names the few places that a "
        "program needs breaks all three.",
    .remedy =
        "Give each namespace a NetworkPolicy of type `Egress` that allows DNS only, and one for "
        "each destination that is needed.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Kubernetes 1.8.0 5.3.2", "NIST SP 800-190 4.3.3",
                   "https://kubernetes.io/docs/concepts/services-networking/network-policies/"},
    .project = check,
};

}  // namespace boltseal
