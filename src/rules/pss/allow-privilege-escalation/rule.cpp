#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

constexpr int frees_windows = 25;

void check(const Pod& pod, int minor, Findings& findings) {
  if (minor >= frees_windows && pss::is_exempt(pod, PodField::os_name, "windows", findings)) return;
  constexpr PodField field = PodField::allow_privilege_escalation;
  pss::Offenders found;
  found.unknown = pod.whole.open;
  for (const PodPart& container : pod.containers) {
    const Truth is_off = container.states(field, "false");
    if (is_off == Truth::unknown) found.unknown = true;
    if (is_off != Truth::no) continue;
    const PodStatement* const stated = container.find(field);
    found.add(pod, container, stated != nullptr ? stated->origin : container.context);
  }
  pss::conclude(pod, field, found, "allowPrivilegeEscalation != false",
                pss::named(found) + " must set securityContext.allowPrivilegeEscalation=false",
                findings);
}

}  // namespace

extern const Rule pss_allow_privilege_escalation{
    .summary = "A process can gain privileges",
    .what =
        "A container does not set `securityContext.allowPrivilegeEscalation: false`. Checked since "
        "Kubernetes 1.8, which brought the field; since 1.25 not for pods with `os.name: windows`.",
    .why =
        "Without it the kernel honours setuid programs and file capabilities: one forgotten `su` "
        "or `ping` in the image, or a file that an attacker brings, makes an ordinary user root in "
        "the container.",
    .remedy =
        "Write `allowPrivilegeEscalation: false` into the `securityContext` of every container, "
        "init containers as well; the field does not exist for the whole pod.",
    .severity = Severity::medium,
    .profile = Profile::pss_restricted,
    .references = {"Pod Security Standards, Restricted: Privilege Escalation",
                   "CIS Kubernetes 1.8.0 5.2.6",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
    .since = 8,
};

}  // namespace boltseal
