#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (workload.platform != Platform::kubernetes || workload.windows) return;
  if (effective(workload, fact::privileged)->is(true)) return;
  const auto profile = effective(workload, fact::seccomp);
  if (profile->is_unknown()) return findings.unknown(Fact::seccomp);
  if (!profile->is_absent()) return;
  const Origin site = site_of_absent(workload, Fact::seccomp);
  Finding& finding = findings.add(
      site, fact_path(Fact::seccomp),
      "runs without a seccomp filter, because neither the pod nor the container states a "
      "profile");
  finding.change = Change{.fact = Fact::seccomp,
                          .value = std::string("runtime/default"),
                          .safety = Safety::behaviour,
                          .breaks = "unusual system calls, such as those of debuggers",
                          .at = site,
                          .missing = true};
}

}  // namespace

extern const Rule privilege_no_seccomp_profile{
    .summary = "No seccomp profile is stated",
    .what =
        "A Kubernetes container has no `seccompProfile`, neither its own nor its pod's. Privileged "
        "containers and Windows pods are left out. Strict only, because a cluster may set a "
        "default for all pods (`seccompDefault` of the kubelet), which no manifest shows.",
    .why =
        "Other than Docker, Kubernetes starts containers without a filter unless it is asked for "
        "one. Every system call of the node's kernel is then within reach of whoever takes over "
        "the process.",
    .remedy =
        "Set `securityContext.seccompProfile: {type: RuntimeDefault}` on the pod; it is what "
        "Docker gives every container, so it breaks next to nothing.",
    .severity = Severity::medium,
    .profile = Profile::strict,
    .references = {"CIS Kubernetes 1.8.0 5.7.2", "Pod Security Standards, Restricted: Seccomp",
                   "https://kubernetes.io/docs/tutorials/security/seccomp/"},
    .workload = check,
};

}  // namespace boltseal
