#include <array>
#include <string>

#include "model/grant_rules.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// Roles that Kubernetes binds to everybody by itself: what the API server is and can.
bool is_public(const Text& role) {
  static constexpr std::array<std::string_view, 3> names = {"ClusterRole/system:public-info-viewer",
                                                            "ClusterRole/system:discovery",
                                                            "ClusterRole/system:basic-user"};
  for (const std::string_view name : names) {
    if (role.equals(name) == Truth::yes) return true;
  }
  return false;
}

void check(const Grant& grant, Findings& findings) {
  if (grant.kind != Grant::Kind::binding || is_built_in(grant)) return;
  for (const Item& holder : grant.holders) {
    const bool everybody = holder.text.equals("User/system:anonymous") == Truth::yes ||
                           holder.text.equals("Group/system:unauthenticated") == Truth::yes;
    const bool accounts = holder.text.equals("Group/system:serviceaccounts") == Truth::yes ||
                          holder.text.equals("Group/system:authenticated") == Truth::yes;
    const bool masters = holder.text.equals("Group/system:masters") == Truth::yes;
    if (!everybody && !accounts && !masters) continue;
    if (is_public(grant.role.text)) continue;
    const std::string role = grant.role.text.bytes();
    const std::string who = holder.text.bytes().substr(holder.text.bytes().find('/') + 1);
    if (everybody) {
      findings.add(holder.origin, "holders[" + who + "]",
                   grant.name + " gives " + role + " to everybody who reaches the API server");
    } else if (accounts) {
      findings
          .add(holder.origin, "holders[" + who + "]",
               grant.name + " gives " + role +
                   (who == "system:authenticated" ? " to everybody with any login"
                                                  : " to every pod of every namespace"))
          .severity = Severity::medium;
    } else {
      findings
          .add(holder.origin, "holders[" + who + "]",
               grant.name + " names system:masters, a group that no binding can take rights from")
          .severity = Severity::low;
    }
  }
}

}  // namespace

extern const Rule access_anonymous{
    .summary = "Rights for everybody",
    .what =
        "A binding names `system:anonymous` or `system:unauthenticated` (high), "
        "`system:authenticated` or all service accounts (medium), or `system:masters` (low). The "
        "bindings that Kubernetes itself creates and the roles about the API server itself "
        "(`system:discovery`, `system:public-info-viewer`) are not reported.",
    .why =
        "Anonymous requests need no login at all: whoever reaches the port has the rights. All "
        "authenticated means every service account too, so any broken container. And members of "
        "`system:masters` pass every check for ever, whatever roles say, until their certificate "
        "runs out.",
    .remedy =
        "Name the accounts and groups that need the role. Give people a group of your own instead "
        "of `system:masters`.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Kubernetes 1.8.0 5.1.7", "NIST SP 800-190 4.3.1",
                   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/"},
    .grant = check,
};

}  // namespace boltseal
