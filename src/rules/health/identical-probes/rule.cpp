#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  const auto liveness = effective(workload, fact::liveness_probe);
  const auto readiness = effective(workload, fact::readiness_probe);
  if (!liveness->is_known() || !readiness->is_known()) return;
  // The same question is fine when liveness waits longer for an answer.
  if (*liveness.value != *readiness.value) return;
  findings.add(liveness.value.origin(), fact_path(Fact::liveness_probe),
               "asks the same as the readiness probe and gives up as soon, so a container that is "
               "only busy is restarted");
}

}  // namespace

extern const Rule health_identical_probes{
    .summary = "Liveness and readiness probe are the same",
    .what =
        "A container has a liveness and a readiness probe that ask the same question with the "
        "same periods and thresholds.",
    .why =
        "Readiness takes a busy container out of the traffic so that it can recover; the same "
        "answer at the same moment also kills it. Under load, or when a database is away, all "
        "replicas are restarted together, which makes the outage worse.",
    .remedy =
        "Let liveness ask only whether the process itself works, without its dependencies, or give "
        "it a larger `failureThreshold`.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"https://kubernetes.io/docs/concepts/configuration/"
                   "liveness-readiness-startup-probes/"},
    .workload = check,
};

}  // namespace boltseal
