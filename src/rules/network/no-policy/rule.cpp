#include "rules/rule.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace boltseal {
namespace {

// Comparisons of one run; ten thousand workloads with a hundred policies a namespace need fewer.
constexpr std::size_t comparison_limit = 20'000'000;

bool same_namespace(const std::string& a, const std::string& b) {
  // Where none is stated, it is chosen when the manifest is applied, so it may be any.
  return a.empty() || b.empty() || a == b;
}

Truth selects(const Selector& selector, const Settings& labels) {
  for (const Setting& wanted : selector.match_labels) {
    const auto found = std::find_if(labels.begin(), labels.end(), [&](const Setting& label) {
      return label.name == wanted.name;
    });
    if (found == labels.end()) return Truth::no;
    if (!found->value.is_known() || !wanted.value.is_known()) return Truth::unknown;
    if (found->value != wanted.value) return Truth::no;
  }
  return selector.has_expressions ? Truth::unknown : Truth::yes;
}

Truth isolated(const Member& member, const std::vector<NetworkPolicy>& policies,
               std::size_t& compared) {
  Truth answer = Truth::no;
  for (const NetworkPolicy& policy : policies) {
    if (!policy.ingress || !same_namespace(policy.name_space, member.name_space)) continue;
    compared += 1 + policy.pods.match_labels.size() * member.labels.size();
    const Truth selected = selects(policy.pods, member.labels);
    if (selected == Truth::yes) return Truth::yes;
    if (selected == Truth::unknown) answer = Truth::unknown;
  }
  return answer;
}

std::string names_of(const std::vector<const Member*>& members) {
  constexpr std::size_t shown = 4;
  std::string text;
  for (std::size_t at = 0; at < members.size() && at < shown; ++at) {
    if (at > 0) text += at + 1 == members.size() ? " and " : ", ";
    text += members[at]->name;
  }
  if (members.size() > shown) {
    text += " and " + std::to_string(members.size() - shown) + " more";
  }
  return text;
}

void check(const Project& project, Findings& findings) {
  if (project.platform != Platform::kubernetes || project.open) return;
  std::map<std::string, std::vector<const Member*>> reachable;  // by namespace
  std::set<std::pair<std::string_view, std::string_view>> seen;
  std::size_t compared = 0;
  for (const Member& member : project.members) {
    // A pod on the node's network is no policy's matter, and a job serves nobody.
    if (member.is_job || !member.network_mode.empty()) continue;
    const Truth answer = isolated(member, project.policies, compared);
    if (compared > comparison_limit) return findings.unknown(Fact::networks);
    if (answer == Truth::unknown) findings.unknown(Fact::networks);
    if (answer != Truth::no) continue;
    // Files that are alternatives of each other repeat names.
    auto& members = reachable[member.name_space];
    if (seen.emplace(member.name_space, member.name).second) members.push_back(&member);
  }
  for (const auto& [name_space, members] : reachable) {
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
