#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

void check(const Pod& pod, int, Findings& findings) {
  const pss::Offenders found = pss::who_states(
      pod, PodField::host_process, [](std::string_view value) { return value != "true"; });
  pss::conclude(pod, PodField::host_process, found, "hostProcess",
                pss::named(found) + " must not set securityContext.windowsOptions.hostProcess=true",
                findings);
}

}  // namespace

extern const Rule pss_windows_host_process{
    .summary = "A container is a process of its Windows node",
    .what =
        "The pod or a container sets `securityContext.windowsOptions.hostProcess: true`, whatever "
        "`os.name` says.",
    .why =
        "A HostProcess container runs on the node itself, with its files, network and accounts: it "
        "is what a privileged container is on Linux.",
    .remedy =
        "Delete `hostProcess`. A pod that manages Windows nodes belongs in a namespace of its own "
        "that enforces the level Privileged.",
    .severity = Severity::high,
    .profile = Profile::pss_baseline,
    .references = {"Pod Security Standards, Baseline: HostProcess", "CIS Kubernetes 1.8.0 5.2.11",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
};

}  // namespace boltseal
