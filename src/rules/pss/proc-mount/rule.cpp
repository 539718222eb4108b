#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

// Kubernetes 1.35 lets pods in a user namespace of their own unmask /proc (KEP-4265).
constexpr int frees_user_namespaces = 35;

void check(const Pod& pod, int minor, Findings& findings) {
  if (minor >= frees_user_namespaces &&
      pss::is_exempt(pod, PodField::host_users, "false", findings)) {
    return;
  }
  const pss::Offenders found = pss::who_states(
      pod, PodField::proc_mount, [](std::string_view value) { return value == "Default"; });
  pss::conclude(
      pod, PodField::proc_mount, found, "procMount",
      pss::named(found) + " must not set securityContext.procMount to " + pss::quoted(found.values),
      findings);
}

}  // namespace

extern const Rule pss_proc_mount{
    .summary = "A container sees /proc unmasked",
    .what =
        "A container sets `securityContext.procMount` to anything but `Default`. Since Kubernetes "
        "1.35 a pod with `hostUsers: false` may.",
    .why =
        "The container runtime hides the parts of /proc that tell about or change the kernel of "
        "the node, such as `/proc/kcore` and `/proc/sysrq-trigger`. Unmasked they are within reach "
        "of whoever is root in the container.",
    .remedy =
        "Delete `procMount`. A container that builds or runs containers needs `hostUsers: false` "
        "with it, so that its root is nobody on the node.",
    .severity = Severity::high,
    .profile = Profile::pss_baseline,
    .references = {"Pod Security Standards, Baseline: /proc Mount Type",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
};

}  // namespace boltseal
