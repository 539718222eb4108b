#include "rules/rule.h"
#include "model/network_policy.h"

namespace boltseal {
namespace {

std::string written(const Selector& selector) {
  std::string text;
  for (const Setting& label : selector.match_labels) {
    if (!text.empty()) text += ", ";
    text += label.name + "=" + label.value.bytes();
  }
  return text;
}

void check(const Project& project, Findings& findings) {
  if (project.platform != Platform::kubernetes || project.open) return;
  std::size_t compared = 0;
  for (const NetworkPolicy& policy : project.policies) {
    if (policy.pods.match_labels.empty()) continue;  // all pods, or what cannot be told
    bool has_neighbours = false;
    bool may_select = false;
    for (const Member& member : project.members) {
      // The pods of another namespace are elsewhere; whose namespace is not stated may be here.
      if (++compared > policy_comparison_limit) return findings.unknown(Fact::networks);
      const bool stated = !policy.name_space.empty() && !member.name_space.empty();
      if (stated && policy.name_space != member.name_space) continue;
      compared += policy.pods.match_labels.size() * member.labels.size();
      has_neighbours = has_neighbours || policy.name_space == member.name_space;
      may_select = may_select || selects(policy.pods, member.labels) != Truth::no;
      if (may_select) break;
    }
    // Alone, a policy is for pods that stand elsewhere.
    if (may_select || !has_neighbours) continue;
    if (project.makes_more_pods) {
      findings.unknown(Fact::networks);
      continue;
    }
    Finding& finding =
        findings.add(policy.site, "network_policies",
                     "the NetworkPolicy " + policy.name + " protects nothing: no pod here has " +
                         written(policy.pods));
    finding.subjects = {"NetworkPolicy/" + policy.name};
    finding.confidence = Confidence::medium;
  }
}

}  // namespace

extern const Rule network_policy_selects_nothing{
    .summary = "NetworkPolicy selects no pod",
    .what =
        "A NetworkPolicy selects pods by labels that no pod template in the manifests that are "
        "checked together has, although there are pod templates for its namespace. Selectors with "
        "expressions, policies that stand without any pods, and projects in which an operator "
        "makes "
        "pods of its own objects are not judged.",
    .why =
        "Kubernetes says nothing about a policy that fits no pod: it is accepted, listed, and "
        "protects nobody. Such a policy comes from a mistyped label or from a rename on the other "
        "side, and everybody believes that the door is closed.",
    .remedy =
        "Make `podSelector.matchLabels` equal to labels in `spec.template.metadata.labels` of the "
        "workload; the labels of the Deployment itself do not count.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Kubernetes 1.8.0 5.3.2",
                   "https://kubernetes.io/docs/concepts/services-networking/network-policies/"},
    .project = check,
};

}  // namespace boltseal
