#include <array>
#include <string>

#include "model/grant_rules.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

struct Way {
  std::string_view group, resource, verb, says;
};
// kubernetes.io, "Role Based Access Control Good Practices", "Privilege escalation risks".
constexpr std::array ways = {
    Way{"rbac.authorization.k8s.io", "clusterroles", "escalate",
        "give roles rights that it does not have itself"},
    Way{"rbac.authorization.k8s.io", "roles", "escalate",
        "give roles rights that it does not have itself"},
    Way{"rbac.authorization.k8s.io", "clusterroles", "bind",
        "bind any cluster role, cluster-admin included"},
    Way{"rbac.authorization.k8s.io", "roles", "bind", "bind any role"},
    Way{"", "users", "impersonate", "act as any user"},
    Way{"", "groups", "impersonate", "act as any group, system:masters included"},
    Way{"", "serviceaccounts", "impersonate", "act as any service account"},
    Way{"", "serviceaccounts/token", "create", "make a token for any service account"},
    Way{"certificates.k8s.io", "certificatesigningrequests/approval", "update",
        "approve client certificates for any user"},
    Way{"certificates.k8s.io", "certificatesigningrequests/approval", "patch",
        "approve client certificates for any user"},
    Way{"admissionregistration.k8s.io", "mutatingwebhookconfigurations", "create",
        "change every object on its way into the cluster"},
};

void check(const Grant& grant, Findings& findings) {
  if (grant.kind != Grant::Kind::rule || is_built_in(grant) || is_wildcard(grant)) return;
  for (const Way& way : ways) {
    if (!covers_group(grant, way.group)) continue;
    const Item* const resource = find_item(grant.resources, {way.resource});
    const Item* const verb = find_item(grant.verbs, {way.verb});
    if (resource == nullptr || verb == nullptr) continue;
    // A word for what everybody may do with it is the verb, except for create and update.
    const bool plain = way.verb == "create" || way.verb == "update" || way.verb == "patch";
    findings.add(
        plain ? resource->origin : verb->origin,
        (plain ? "resources[" + resource->text.bytes() : "verbs[" + verb->text.bytes()) + "]",
        grant.name + " may " + std::string(way.says) + where_it_holds(grant));
    return;
  }
}

}  // namespace

extern const Rule access_escalation{
    .summary = "Role whose holder can get more rights",
    .what =
        "A rule of a role allows `escalate` or `bind` on roles, `impersonate` of users, groups or "
        "service accounts, `create` of `serviceaccounts/token`, the approval of certificate "
        "requests, or `create` of mutating webhooks. Rules limited by `resourceNames`, rules with "
        "a wildcard (`access/wildcard`) and Kubernetes' own roles are not reported.",
    .why =
        "Kubernetes refuses to let anybody give away rights that they do not have; these verbs are "
        "the exceptions. Whoever holds one is an administrator in one more step, however small the "
        "role looks.",
    .remedy =
        "Take the verb away, or limit it with `resourceNames` to the roles and accounts that are "
        "meant. Roles for installing operators are best bound only while they are installed.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Kubernetes 1.8.0 5.1.8", "CIS Kubernetes 1.8.0 5.1.11",
                   "CIS Kubernetes 1.8.0 5.1.13",
                   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/"},
    .grant = check,
};

}  // namespace boltseal
