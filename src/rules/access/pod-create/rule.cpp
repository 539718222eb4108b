#include <array>
#include <string>

#include "model/grant_rules.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

struct Kind {
  std::string_view group, resource;
};
// What ends in a pod whose specification its author writes.
constexpr std::array kinds = {
    Kind{"", "pods"},           Kind{"", "replicationcontrollers"}, Kind{"apps", "deployments"},
    Kind{"apps", "daemonsets"}, Kind{"apps", "statefulsets"},       Kind{"apps", "replicasets"},
    Kind{"batch", "jobs"},      Kind{"batch", "cronjobs"},
};

void check(const Grant& grant, Findings& findings) {
  if (grant.kind != Grant::Kind::rule || is_built_in(grant) || is_wildcard(grant)) return;
  if (!grant.name.starts_with("ClusterRole/")) return;
  const Item* const verb = find_item(grant.verbs, {"create", "update", "patch"});
  if (verb == nullptr) return;
  for (const Kind& kind : kinds) {
    if (!covers_group(grant, kind.group)) continue;
    const Item* const resource = find_item(grant.resources, {kind.resource});
    if (resource == nullptr) continue;
    findings.add(resource->origin, "resources[" + std::string(kind.resource) + "]",
                 grant.name + " may start pods of its own (" + verb->text.bytes() + " on " +
                     std::string(kind.resource) + ")");
    return;
  }
}

}  // namespace

extern const Rule access_pod_create{
    .summary = "Cluster role may start pods",
    .what =
        "A rule of a ClusterRole gives `create`, `update` or `patch` on pods or on what makes pods "
        "(Deployments, DaemonSets, Jobs …). It is said once for a rule. Every deployment tool and "
        "most operators need this, so it is strict; roles of one namespace are not reported.",
    .why =
        "Whoever writes a pod chooses its service account, mounts every Secret of its namespace "
        "and, where no policy forbids it, the host's file system. To start pods anywhere is to own "
        "the cluster in two steps.",
    .remedy =
        "Use a Role in the namespaces that are meant, and enforce Pod Security levels (`baseline`, "
        "better `restricted`) on every namespace.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Kubernetes 1.8.0 5.1.4",
                   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/"},
    .grant = check,
};

}  // namespace boltseal
