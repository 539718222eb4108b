#include <string>

#include "model/grant_rules.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Grant& grant, Findings& findings) {
  if (grant.kind != Grant::Kind::rule || is_built_in(grant) || is_wildcard(grant)) return;
  // A Role stays in its namespace, and a program's own Secrets are there; a ClusterRole is judged
  // as it is, because a later binding decides where it holds.
  if (!grant.name.starts_with("ClusterRole/") || !covers_group(grant, "")) return;
  const Item* const resource = find_item(grant.resources, {"secrets"});
  const Item* const verb = find_item(grant.verbs, {"get", "list", "watch"});
  if (resource == nullptr || verb == nullptr) return;
  findings.add(resource->origin, "resources[secrets]",
               grant.name + " may read every Secret of the namespaces that it is bound in (" +
                   verb->text.bytes() + ")");
}

}  // namespace

extern const Rule access_secrets_readable{
    .summary = "Cluster role may read all Secrets",
    .what =
        "A rule of a ClusterRole gives `get`, `list` or `watch` on `secrets` without "
        "`resourceNames`. Roles of one namespace, Kubernetes' own roles, and rules with a wildcard "
        "(`access/wildcard`) are not reported.",
    .why =
        "Bound in the whole cluster it reads the token of every service account and every password "
        "of every application: one program that is broken into gives away the cluster. `list` and "
        "`watch` show the contents as well as `get` does.",
    .remedy =
        "Use a Role in the namespace that the program works in, and name the objects in "
        "`resourceNames`; or mount the one Secret that is needed and grant nothing. Where a "
        "controller has to (cert-manager, an operator), guard its account like cluster-admin.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Kubernetes 1.8.0 5.1.2", "NIST SP 800-190 4.3.1",
                   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/"},
    .grant = check,
};

}  // namespace boltseal
