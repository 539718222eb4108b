#include "rules/rule.h"

#include <algorithm>
#include <cstdint>

#include "model/ingress_policies.h"
#include "model/network_policy.h"

namespace boltseal {
namespace {

std::string_view folder_of(const Member& member) {
  const std::string_view path = member.site.file->path;
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

/// Policies behind the manifests of the first workload: whoever applies those applies these.
Change change_for(IngressPolicies policies, const std::vector<const Member*>& members) {
  const Member& first = *members.front();
  Change change{.op = Change::Op::rewrite,
                .value = "---\n" + policies.text,
                .safety = Safety::guess,
                .breaks =
                    "a connection from a pod that no manifest here shows (monitoring, other "
                    "namespaces), or to a name that only a program knows",
                .at = first.site,
                .refusal = std::move(policies.refusal)};
  const bool is_one_folder = std::ranges::all_of(
      members, [&](const Member* member) { return folder_of(*member) == folder_of(first); });
  if (!is_one_folder) {
    change.refusal = "the workloads are in several folders, which may be applied apart";
  }
  const auto end = static_cast<std::uint32_t>(first.site.file->text.size());
  if (change.refusal.empty()) change.at.span = {end, end};
  return change;
}

void check(const Project& project, Findings& findings) {
  if (project.platform != Platform::kubernetes || project.open) return;
  const auto without = without_policy(project, &NetworkPolicy::ingress);
  if (!without) return findings.unknown(Fact::networks);
  for (std::size_t i = 0; i < without->unknown; ++i) findings.unknown(Fact::networks);
  std::vector<IngressPolicies> policies = ingress_policies(project, without->members);
  auto own = policies.begin();
  for (const auto& [name_space, members] : without->members) {
    const std::string where = name_space.empty() ? "" : " in namespace " + name_space;
    Finding& finding =
        findings.add(members.front()->site, "network_policies",
                     "no NetworkPolicy limits who may connect to " + names_of(members) + where);
    finding.subjects.clear();
    for (const Member* const member : members) finding.subjects.push_back(member->name);
    finding.change = change_for(std::move(*own++), members);
  }
}

}  // namespace

extern const Rule network_no_policy{
    .summary = "No NetworkPolicy selects the workload",
    .what =
        "Among the manifests that are checked together, no NetworkPolicy for ingress selects a "
        "workload; one that allows everything counts as none. One finding for each namespace names "
        "all such workloads. Jobs and pods on the node's network are left out, and nothing is said "
        "when policies of a network plugin (Cilium, Calico) are among the manifests. `--fix=all` "
        "writes policies from the Services and from who names them; it does not where a template, "
        "an operator or a Secret decides who that is.",
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
