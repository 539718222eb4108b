#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  // An image says nothing of restarts; jobs and init containers end; a pod that may not be
  // restarted (Deployments and the like must be) is a job under another name.
  if (workload.is_image || workload.is_job || workload.is_init ||
      workload.platform == Platform::kubernetes) {
    return;
  }
  const auto restart = effective(workload, fact::restart);
  if (restart->is_unknown()) return findings.unknown(Fact::restart);
  if (!restart->is_known() || restart.value->policy != "no") return;
  const bool stated = restart.level != nullptr;
  const Origin site = decisive_site(workload, restart, Fact::restart);
  Finding& finding =
      findings.add(site, fact_path(Fact::restart),
                   stated ? "stays away when it ends, because its restart policy is \"no\""
                          : "stays away when it ends, because it has no restart policy");
  finding.change = Change{.fact = Fact::restart,
                          .element = {},
                          .field = {},
                          .value = std::string("on-failure:5"),
                          .safety = Safety::behaviour,
                          .breaks = "a program that is meant to run once",
                          .at = site,
                          .missing = !stated};
}

}  // namespace

extern const Rule health_nothing_restarts{
    .summary = "Nothing restarts the container",
    .what =
        "A service of a Compose file or a container of a command line has no restart policy or "
        "`restart: \"no\"`. Containers that run once (`docker run --rm`), Swarm, which restarts by "
        "itself, and Kubernetes are not reported.",
    .why =
        "A crash, a full memory or a restart of the host ends the service until somebody notices. "
        "Files for development do without on purpose, so it is strict.",
    .remedy =
        "Set `restart: on-failure:5` or `unless-stopped`; a bound keeps a program that cannot work "
        "from restarting for ever.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 5.15",
                   "https://docs.docker.com/engine/containers/start-containers-automatically/"},
    .workload = check,
};

}  // namespace boltseal
