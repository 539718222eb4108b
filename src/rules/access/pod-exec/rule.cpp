#include <array>
#include <string>

#include "model/grant_rules.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

struct Way {
  std::string_view resource;
  std::array<std::string_view, 3> verbs;
  std::string_view says;
  Severity severity;
};
// A websocket asks with GET, so `get` opens pods/exec as `create` does (kubernetes.io, "Role Based
// Access Control Good Practices"; kubernetes issue 78741).
constexpr std::array ways = {
    Way{"nodes/proxy",
        {"get", "create", "update"},
        "run commands in every pod of a node, past audit and admission",
        Severity::high},
    Way{"pods/exec", {"create", "get", "update"}, "run commands in pods", Severity::medium},
    Way{"pods/attach",
        {"create", "get", "update"},
        "take over the terminals of pods",
        Severity::medium},
    Way{"pods/ephemeralcontainers",
        {"update", "patch", "create"},
        "put containers of its own into pods",
        Severity::medium},
};

void check(const Grant& grant, Findings& findings) {
  if (grant.kind != Grant::Kind::rule || is_built_in(grant) || is_wildcard(grant)) return;
  if (!covers_group(grant, "")) return;
  for (const Way& way : ways) {
    const Item* const resource = find_item(grant.resources, {way.resource});
    if (resource == nullptr) continue;
    const Item* const verb = find_item(grant.verbs, {way.verbs[0], way.verbs[1], way.verbs[2]});
    if (verb == nullptr) continue;
    findings
        .add(resource->origin, "resources[" + std::string(way.resource) + "]",
             grant.name + " may " + std::string(way.says) + where_it_holds(grant))
        .severity = way.severity;
  }
}

}  // namespace

extern const Rule access_pod_exec{
    .summary = "Role may run commands in pods",
    .what =
        "A rule of a role gives `pods/exec`, `pods/attach`, `pods/ephemeralcontainers` or "
        "`nodes/proxy` with a verb that opens them. Rules limited by `resourceNames`, rules with a "
        "wildcard (`access/wildcard`) and Kubernetes' own roles are not reported.",
    .why =
        "A shell in a pod is everything that the pod has: its service account's token, its Secrets "
        "and mounts, its place in the network. With `nodes/proxy` the kubelet is asked directly, "
        "which neither the audit log nor admission sees.",
    .remedy =
        "Give it to people for the time of a repair only, in one namespace, and to no service "
        "account; monitoring needs `nodes/metrics` and `nodes/stats`, not `nodes/proxy`.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Kubernetes 1.8.0 5.1.10", "NIST SP 800-190 4.3.1",
                   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/"},
    .grant = check,
};

}  // namespace boltseal
