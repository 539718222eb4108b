#include <algorithm>
#include <array>

#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

// What container runtimes give by default, without NET_RAW.
constexpr std::array<std::string_view, 13> allowed = {
    "AUDIT_WRITE",      "CHOWN",   "DAC_OVERRIDE", "FOWNER",  "FSETID", "KILL",      "MKNOD",
    "NET_BIND_SERVICE", "SETFCAP", "SETGID",       "SETPCAP", "SETUID", "SYS_CHROOT"};

void check(const Pod& pod, int, Findings& findings) {
  const pss::Offenders found =
      pss::who_states(pod, PodField::added_capability, [](std::string_view capability) {
        return std::ranges::find(allowed, capability) != allowed.end();
      });
  pss::conclude(pod, PodField::added_capability, found, "non-default capabilities",
                pss::named(found) + " must not include " + pss::quoted(found.values) +
                    " in securityContext.capabilities.add",
                findings);
}

}  // namespace

extern const Rule pss_capabilities_baseline{
    .summary = "A container gets more than the default capabilities",
    .what =
        "A container adds a capability that container runtimes do not give by default, or "
        "`NET_RAW`. Names are compared as they are written, so `CAP_CHOWN` and `chown` are refused "
        "as well. Since Kubernetes 1.22 the level Restricted has the stricter "
        "`pss/capabilities-restricted` instead.",
    .why =
        "Capabilities are root in slices. SYS_ADMIN mounts file systems, SYS_PTRACE reads other "
        "processes, SYS_MODULE loads code into the kernel, NET_RAW forges packets of its "
        "neighbours.",
    .remedy =
        "Delete the capability. Most programs that ask for one need none once they write to a "
        "volume of their own and listen above port 1023.",
    .severity = Severity::high,
    .profile = Profile::pss_baseline,
    .references = {"Pod Security Standards, Baseline: Capabilities", "CIS Kubernetes 1.8.0 5.2.8",
                   "CIS Kubernetes 1.8.0 5.2.9",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
};

}  // namespace boltseal
