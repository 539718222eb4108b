#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

void check(const Pod& pod, int, Findings& findings) {
  const pss::Offenders found = pss::who_states(
      pod, PodField::privileged, [](std::string_view value) { return value != "true"; });
  pss::conclude(pod, PodField::privileged, found, "privileged",
                pss::named(found) + " must not set securityContext.privileged=true", findings);
}

}  // namespace

extern const Rule pss_privileged{
    .summary = "A container is privileged",
    .what =
        "A container, init container or ephemeral container of the pod sets "
        "`securityContext.privileged: true`.",
    .why =
        "A privileged container has every capability and every device of the node, and neither a "
        "seccomp filter nor an AppArmor profile: whoever controls it is a few steps from "
        "controlling the node and all pods on it.",
    .remedy =
        "Delete `privileged: true`. When the program fails without it, find out which single "
        "capability or device it misses; a pod that really manages nodes belongs in a namespace of "
        "its own that enforces the level Privileged.",
    .severity = Severity::high,
    .profile = Profile::pss_baseline,
    .references = {"Pod Security Standards, Baseline: Privileged Containers",
                   "CIS Kubernetes 1.8.0 5.2.2",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
};

}  // namespace boltseal
