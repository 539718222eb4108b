#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

// Root in a user namespace is nobody on the node (KEP-127).
constexpr int frees_user_namespaces = 35;

void check(const Pod& pod, int minor, Findings& findings) {
  if (minor >= frees_user_namespaces &&
      pss::is_exempt(pod, PodField::host_users, "false", findings)) {
    return;
  }
  const pss::Offenders found = pss::who_states(pod, PodField::run_as_user,
                                               [](std::string_view value) { return value != "0"; });
  pss::conclude(pod, PodField::run_as_user, found, "runAsUser=0",
                pss::named(found) + " must not set runAsUser=0", findings);
}

}  // namespace

extern const Rule pss_run_as_user{
    .summary = "The pod asks for root",
    .what =
        "The pod or a container sets `securityContext.runAsUser: 0`. Checked since Kubernetes "
        "1.23; since 1.35 a pod with `hostUsers: false` may.",
    .why =
        "The manifest overrules the image: even one that was built for an ordinary user starts as "
        "root, on the kernel that all pods of the node share.",
    .remedy = "Delete `runAsUser: 0`, or write the number of a user other than root.",
    .severity = Severity::medium,
    .profile = Profile::pss_restricted,
    .references = {"Pod Security Standards, Restricted: Running as Non-root user",
                   "CIS Kubernetes 1.8.0 5.2.7",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
    .since = 23,
};

}  // namespace boltseal
