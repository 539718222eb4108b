#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (workload.platform != Platform::kubernetes || workload.is_init || workload.is_job) return;
  const auto readiness = effective(workload, fact::readiness_probe);
  if (readiness->is_unknown()) return findings.unknown(Fact::readiness_probe);
  if (readiness->is_known()) return;
  // Agents of a node (kube-proxy, a CNI) are reached at the node's address, not through a Service
  // that waits for readiness.
  const auto network = effective(workload, fact::network_mode);
  if (network->is_known() && network.value->equals("host") == Truth::yes) return;
  // Who asks a port whether the program lives says that it serves one. With neither probe there is
  // health/none; a worker that is asked by a command serves nobody.
  const auto liveness = effective(workload, fact::liveness_probe);
  if (!liveness->is_known()) return;
  if (liveness.value->kind == HealthCheck::Kind::command ||
      liveness.value->kind == HealthCheck::Kind::disabled) {
    return;
  }
  findings.add(site_of_absent(workload, Fact::readiness_probe), fact_path(Fact::readiness_probe),
               "gets traffic before it is ready: it serves a port, which its liveness probe asks, "
               "but has no readiness probe");
}

}  // namespace

extern const Rule health_no_readiness{
    .summary = "Server without a readiness probe",
    .what =
        "A container of Kubernetes has a liveness probe over HTTP, TCP or gRPC and no readiness "
        "probe. A container with neither is reported by `health/none`; workers whose liveness is a "
        "command, pods on the network of the host, init containers and jobs are not reported.",
    .why =
        "Without the probe a pod counts as ready as soon as its process runs. Requests reach it "
        "while it still loads, every rollout drops some, and a rollout of a version that never "
        "works goes on until the last good pod is gone.",
    .remedy =
        "Add a `readinessProbe` that asks whether the program can serve now, its dependencies "
        "included; keep the liveness probe for what only a restart mends.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"https://kubernetes.io/docs/concepts/configuration/"
                   "liveness-readiness-startup-probes/"},
    .workload = check,
};

}  // namespace boltseal
