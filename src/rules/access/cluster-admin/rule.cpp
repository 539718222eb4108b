#include "rules/rule.h"

#include <algorithm>

namespace boltseal {
namespace {

/// Kubernetes' own binding, and what it is for.
bool is_built_in(const Grant& grant) {
  return grant.name == "ClusterRoleBinding/cluster-admin" ||
         grant.name.find("/system:") != std::string::npos ||
         std::all_of(grant.holders.begin(), grant.holders.end(), [](const Item& holder) {
           return holder.text.equals("Group/system:masters") == Truth::yes;
         });
}

void check(const Grant& grant, Findings& findings) {
  if (grant.kind != Grant::Kind::binding) return;
  if (grant.role.text.equals("ClusterRole/cluster-admin") != Truth::yes) return;
  if (grant.holders.empty() || is_built_in(grant)) return;
  std::string holders;
  for (std::size_t at = 0; at < grant.holders.size() && at < 4; ++at) {
    if (at > 0) holders += ", ";
    holders += grant.holders[at].text.bytes();
  }
  if (grant.holders.size() > 4) {
    holders += " and " + std::to_string(grant.holders.size() - 4) + " more";
  }
  // A RoleBinding without a namespace gets one when it is applied.
  const bool everywhere = grant.name.starts_with("ClusterRoleBinding");
  const std::string where = everywhere                 ? "the whole cluster"
                            : grant.name_space.empty() ? "its namespace"
                                                       : "namespace " + grant.name_space;
  findings.add(grant.role.origin, "role",
               grant.name + " makes " + holders + " administrator of " + where);
}

}  // namespace

extern const Rule access_cluster_admin{
    .summary = "cluster-admin is given away",
    .what =
        "A ClusterRoleBinding or RoleBinding gives the built-in role `cluster-admin` to an "
        "account, a user or a group. The binding that Kubernetes itself creates for "
        "`system:masters` is left alone.",
    .why =
        "`cluster-admin` may do everything, also read every Secret, start privileged pods on "
        "every node and change the rules themselves. Given to a service account, each pod that "
        "uses the account carries a token for the whole cluster.",
    .remedy =
        "Write a role with the verbs and resources that are needed and bind that; for people, "
        "use the built-in `admin` or `edit` in the namespaces they work in.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Kubernetes 1.8.0 5.1.1", "NIST SP 800-190 4.3.1",
                   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/"},
    .grant = check,
};

}  // namespace boltseal
