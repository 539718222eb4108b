#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (workload.platform != Platform::kubernetes || workload.is_init || workload.is_job) return;
  const auto liveness = effective(workload, fact::liveness_probe);
  if (liveness->is_unknown()) return findings.unknown(Fact::liveness_probe);
  // With neither probe there is health/none.
  if (liveness->is_known() || !effective(workload, fact::readiness_probe)->is_known()) return;
  findings.add(site_of_absent(workload, Fact::liveness_probe), fact_path(Fact::liveness_probe),
               "is taken out of service when it hangs, but nothing restarts it: it has no liveness "
               "probe");
}

}  // namespace

extern const Rule health_no_liveness{
    .summary = "Container without a liveness probe",
    .what =
        "A container of Kubernetes has a readiness probe and no liveness probe. A container with "
        "neither is reported by `health/none`. Many projects leave it out on purpose, because a "
        "badly chosen liveness probe restarts healthy containers under load; hence it is strict.",
    .why =
        "A program that is deadlocked fails its readiness probe and gets no traffic, and stays so "
        "until a person deletes the pod. With several replicas they go one after the other.",
    .remedy =
        "Add a `livenessProbe` that asks for what only a restart mends, with a larger "
        "`failureThreshold` than readiness has and without the program's dependencies.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"https://kubernetes.io/docs/concepts/configuration/"
                   "liveness-readiness-startup-probes/"},
    .workload = check,
};

}  // namespace boltseal
