#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

void check(const Pod& pod, int, Findings& findings) {
  const pss::Offenders found = pss::who_states(
      pod, PodField::proc_mount, [](std::string_view value) { return value == "Default"; });
  pss::conclude(
      pod, PodField::proc_mount, found, "procMount",
      pss::named(found) + " must not set securityContext.procMount to " + pss::quoted(found.values),
      findings);
}

}  // namespace

extern const Rule pss_proc_mount_restricted{
    .summary = "A container sees /proc unmasked, in whatever namespace",
    .what =
        "A container sets `securityContext.procMount` to anything but `Default`, even in a user "
        "namespace of its own. Since Kubernetes 1.35, when Baseline began to make an exception for "
        "`hostUsers: false`, the level Restricted has this check instead.",
    .why =
        "A user namespace takes the teeth from root in the container, but an unmasked /proc still "
        "tells about the node and shows more of the kernel than an ordinary program needs.",
    .remedy =
        "Delete `procMount`. A pod that builds or runs containers belongs in a namespace that "
        "enforces Baseline.",
    .severity = Severity::medium,
    .profile = Profile::pss_restricted,
    .references = {"Pod Security Standards, Restricted: /proc Mount Type",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
    .since = 35,
    .replaces = "pss/proc-mount",
};

}  // namespace boltseal
