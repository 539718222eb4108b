#include "rules/rule.h"
#include "model/usual_needs.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  // An image bounds nothing, and a tool that ends by itself on a developer's machine or in a CI job
  // is not what a limit is for; a Kubernetes Job shares its node with others.
  if (workload.is_image || (workload.is_job && workload.platform != Platform::kubernetes)) return;
  const auto limit = effective(workload, fact::memory_limit);
  if (limit->is_unknown()) return findings.unknown(Fact::memory_limit);
  if (limit->is_absent() || *limit.value > 0) return;
  const Origin site = decisive_site(workload, limit, Fact::memory_limit);
  Finding& finding = findings.add(
      site, fact_path(Fact::memory_limit),
      limit.level ? "memory is explicitly unlimited" : "nothing limits the memory that it can use");
  const auto image = effective(workload, fact::image);
  const std::int64_t amount = (image->is_known() ? usual_needs(*image.value) : UsualNeeds{}).memory;
  finding.change = Change{.fact = Fact::memory_limit,
                          .value = amount,
                          .safety = Safety::guess,
                          .breaks = "a program that needs more memory is killed",
                          .at = site,
                          .missing = limit.level == nullptr};
}

}  // namespace

extern const Rule limits_memory{
    .summary = "Memory is not limited",
    .what =
        "A container that is going to run has no memory limit: no `deploy.resources.limits.memory` "
        "or `mem_limit`, no "
        "`resources.limits.memory`, no `--memory`. Images and one-shot tools are not reported, and "
        "a limit that "
        "comes from a variable counts as unknown.",
    .why =
        "A leak, a large request or an attack on one container takes the memory of the whole host. "
        "The kernel then kills "
        "processes by its own choice: often the database or the engine, not the one at fault.",
    .remedy = "Measure what the program needs under load and set a limit somewhat above it.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references =
        {"CIS Docker 1.6.0 5.11", "NIST SP 800-190 4.4.3",
         "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"},
    .workload = check,
};

}  // namespace boltseal
