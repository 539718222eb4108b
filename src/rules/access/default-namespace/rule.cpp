#include <algorithm>

#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  // Without a namespace kubectl or kustomize decides when it is applied.
  if (workload.platform != Platform::kubernetes || workload.name_space != "default") return;
  Origin site = workload.site();
  for (const Level& level : workload.levels) {
    if (level.kind == LevelKind::pod) site = level.site;
  }
  findings.add(site, "namespace", "runs in the namespace default, which everybody shares");
}

}  // namespace

extern const Rule access_default_namespace{
    .summary = "Workload in the default namespace",
    .what =
        "A manifest states `namespace: default`. One that states none is not reported: where it "
        "goes is decided when it is applied.",
    .why =
        "Roles, network policies, quotas and Pod Security levels are set for namespaces. In the "
        "one that everything falls into by mistake none of them can be tight, and its service "
        "account has the rights that anybody ever needed there.",
    .remedy = "Give every application a namespace of its own.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Kubernetes 1.8.0 5.7.4",
                   "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/"},
    .workload = check,
};

}  // namespace boltseal
