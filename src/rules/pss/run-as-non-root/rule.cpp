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
  constexpr PodField field = PodField::run_as_non_root;
  constexpr const char* reason = "runAsNonRoot != true";
  const auto is_true = [](std::string_view value) { return value == "true"; };
  pss::Offenders found = pss::who_states(pod, field, is_true);
  if (found.any()) {
    return pss::conclude(pod, field, found, reason,
                         pss::named(found) + " must not set securityContext.runAsNonRoot=false",
                         findings);
  }
  const bool unknown = found.unknown;
  found = pss::who_lacks(pod, field, is_true);
  found.unknown = found.unknown || unknown;
  pss::conclude(pod, field, found, reason,
                "pod or " + pss::named(found) + " must set securityContext.runAsNonRoot=true",
                findings);
}

}  // namespace

extern const Rule pss_run_as_non_root{
    .summary = "A container may run as root",
    .what =
        "The pod or a container sets `securityContext.runAsNonRoot: false`, or a container has "
        "`true` neither from itself nor from the pod. Since Kubernetes 1.35 a pod with "
        "`hostUsers: false` is free of this.",
    .why =
        "The field makes the kubelet refuse to start a process as user 0, whatever the image says. "
        "Root in a container is root on the kernel that all pods of the node share: one flaw is "
        "enough to own the node.",
    .remedy =
        "Write `runAsNonRoot: true` into the `securityContext` of the pod, and give the image a "
        "numeric `USER` or the pod a `runAsUser`, so that the kubelet can tell.",
    .severity = Severity::medium,
    .profile = Profile::pss_restricted,
    .references = {"Pod Security Standards, Restricted: Running as Non-root",
                   "CIS Kubernetes 1.8.0 5.2.7",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
};

}  // namespace boltseal
