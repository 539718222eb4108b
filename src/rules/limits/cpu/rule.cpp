#include "rules/rule.h"
#include "model/usual_needs.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (workload.is_image || (workload.is_job && workload.platform != Platform::kubernetes)) return;
  const auto limit = effective(workload, fact::cpu_limit);
  if (limit->is_unknown()) return findings.unknown(Fact::cpu_limit);
  if (limit->is_absent() || *limit.value > 0) return;
  const Origin site = decisive_site(workload, limit, Fact::cpu_limit);
  Finding& finding = findings.add(site, fact_path(Fact::cpu_limit),
                                  limit.level ? "CPU time is explicitly unlimited"
                                              : "nothing limits the CPU time that it can use");
  const auto image = effective(workload, fact::image);
  const std::int64_t amount = (image->is_known() ? usual_needs(*image.value) : UsualNeeds{}).cpu;
  finding.change = Change{.fact = Fact::cpu_limit,
                          .value = amount,
                          .safety = Safety::guess,
                          .breaks = "a program that needs more than one CPU becomes slow",
                          .at = site,
                          .missing = limit.level == nullptr};
}

}  // namespace

extern const Rule limits_cpu{
    .summary = "CPU time is not limited",
    .what =
        "A container that is going to run has no CPU limit: no `deploy.resources.limits.cpus` or "
        "`cpus`, no "
        "`resources.limits.cpu`, no `--cpus` or `--cpu-quota`. Strict only: many teams prefer "
        "shares or requests, "
        "because a limit also slows a container down on an idle host.",
    .why =
        "One busy container, a crypto miner for instance, starves its neighbours; on a small host "
        "it starves the engine "
        "and the remote shell as well.",
    .remedy =
        "Set a limit, or at least requests or shares for everything that must stay responsive.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 5.12", "NIST SP 800-190 4.4.3"},
    .workload = check,
};

}  // namespace boltseal
