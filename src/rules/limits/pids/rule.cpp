#include "rules/rule.h"
#include "model/usual_needs.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (workload.is_image || workload.is_job) return;
  const auto limit = effective(workload, fact::pids_limit);
  if (limit->is_unknown()) return findings.unknown(Fact::pids_limit);
  // Absent: the engine's own default is not known (Kubernetes: the kubelet decides).
  if (limit->is_absent() || *limit.value > 0) return;
  const Origin site = decisive_site(workload, limit, Fact::pids_limit);
  Finding& finding =
      findings.add(site, fact_path(Fact::pids_limit),
                   limit.level ? "the number of processes is explicitly unlimited"
                               : "nothing limits the number of processes that it can start");
  const auto image = effective(workload, fact::image);
  const std::int64_t amount = (image->is_known() ? usual_needs(*image.value) : UsualNeeds{}).pids;
  finding.change = Change{.fact = Fact::pids_limit,
                          .value = amount,
                          .safety = Safety::guess,
                          .breaks = "a program that starts more threads or processes fails",
                          .at = site,
                          .missing = limit.level == nullptr};
}

}  // namespace

extern const Rule limits_pids{
    .summary = "The number of processes is not limited",
    .what =
        "A container that is going to run has no limit on processes: no `pids_limit` or "
        "`deploy.resources.limits.pids`, "
        "no `--pids-limit`, or one of 0 or -1. Podman limits to 2048 by itself; in Kubernetes the "
        "kubelet decides, "
        "which no manifest shows, so pods are not reported.",
    .why =
        "A fork bomb, or a program that leaks processes, fills the process table of the host; then "
        "nothing can be "
        "started any more, not even the shell that would stop it.",
    .remedy = "Set a limit of some hundred processes; threads count as well.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 5.29", "NIST SP 800-190 4.4.3"},
    .workload = check,
};

}  // namespace boltseal
