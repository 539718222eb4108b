#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

constexpr int frees_windows = 25;

void check(const Pod& pod, int minor, Findings& findings) {
  if (minor >= frees_windows && pss::is_exempt(pod, PodField::os_name, "windows", findings)) return;
  constexpr PodField field = PodField::seccomp_type;
  constexpr const char* reason = "seccompProfile";
  const auto is_filter = [](std::string_view value) {
    return value == "RuntimeDefault" || value == "Localhost";
  };
  pss::Offenders found = pss::who_states(pod, field, is_filter);
  if (found.any()) {
    return pss::conclude(pod, field, found, reason,
                         pss::named(found) +
                             " must not set securityContext.seccompProfile.type to " +
                             pss::quoted(found.values),
                         findings);
  }
  const bool unknown = found.unknown;
  found = pss::who_lacks(pod, field, is_filter);
  found.unknown = found.unknown || unknown;
  pss::conclude(pod, field, found, reason,
                "pod or " + pss::named(found) +
                    " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or "
                    "\"Localhost\"",
                findings);
}

}  // namespace

extern const Rule pss_seccomp_profile_restricted{
    .summary = "No seccomp filter is asked for",
    .what =
        "The pod or a container sets `securityContext.seccompProfile.type` to anything but "
        "`RuntimeDefault` or `Localhost`, or a container has it neither from itself nor from the "
        "pod. Checked since Kubernetes 1.19; since 1.25 not for pods with `os.name: windows`.",
    .why =
        "A kubelet runs containers without a filter unless the pod or its own configuration asks "
        "for one. The filter keeps some fifty system calls from the container that ordinary "
        "programs never make and exploits of the kernel are built from.",
    .remedy =
        "Write `seccompProfile: {type: RuntimeDefault}` into the `securityContext` of the pod, "
        "which holds for all its containers.",
    .severity = Severity::medium,
    .profile = Profile::pss_restricted,
    .references = {"Pod Security Standards, Restricted: Seccomp", "CIS Kubernetes 1.8.0 5.7.2",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
    .since = 19,
    .replaces = "pss/seccomp-profile-baseline",
};

}  // namespace boltseal
