#include <array>

#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

void check(const Pod& pod, int, Findings& findings) {
  constexpr std::array fields = {PodField::host_network, PodField::host_pid, PodField::host_ipc};
  pss::Offenders found;
  std::string detail;
  for (const PodField field : fields) {
    const Truth shares = pod.whole.states(field, "true");
    if (shares == Truth::unknown) found.unknown = true;
    if (shares != Truth::yes) continue;
    found.add(pod, pod.whole, pod.whole.find(field)->origin);
    detail.append(detail.empty() ? "" : ", ").append(path_of(field)).append("=true");
  }
  pss::conclude(pod, PodField::host_network, found, "host namespaces", detail, findings);
}

}  // namespace

extern const Rule pss_host_namespaces{
    .summary = "The pod shares a namespace with its node",
    .what = "The pod sets `hostNetwork`, `hostPID` or `hostIPC` to true.",
    .why =
        "In the node's network a pod reaches services that listen on localhost only, past every "
        "NetworkPolicy; among the node's processes it sees their environment and can send them "
        "signals; with the node's IPC it reads the shared memory of others.",
    .remedy =
        "Delete the field. Publish ports through a Service, and let containers of one pod share "
        "processes with `shareProcessNamespace`.",
    .severity = Severity::high,
    .profile = Profile::pss_baseline,
    .references = {"Pod Security Standards, Baseline: Host Namespaces",
                   "CIS Kubernetes 1.8.0 5.2.3", "CIS Kubernetes 1.8.0 5.2.4",
                   "CIS Kubernetes 1.8.0 5.2.5",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
};

}  // namespace boltseal
