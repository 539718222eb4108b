#include "rules/rule.h"
#include "model/proposed_check.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (workload.is_init || workload.is_job) return;
  const auto health = effective(workload, fact::health_check);
  if (health->is_unknown()) return findings.unknown(Fact::health_check);
  if (!health->is_known() || health.value->kind != HealthCheck::Kind::disabled) return;
  const Origin site = decisive_site(workload, health, Fact::health_check);
  Finding& finding = findings.add(site, fact_path(Fact::health_check),
                                  "switches off the health check that its image may bring");
  const HealthCheck wanted = proposed_check(workload);
  if (wanted.kind != HealthCheck::Kind::command) return;
  finding.change = Change{.fact = Fact::health_check,
                          .value = wanted,
                          .safety = Safety::guess,
                          .breaks =
                              "services that listen elsewhere, answer with an error or start "
                              "slowly: they count as unhealthy",
                          .at = site};
}

}  // namespace

extern const Rule health_disabled{
    .summary = "Health check switched off",
    .what =
        "`HEALTHCHECK NONE` in the stage that is built, or `disable: true` or a test of `NONE` in "
        "a Compose service, `--no-healthcheck` on a command line.",
    .why =
        "Somebody gave the image a health check, and here it is taken away: a program that hangs "
        "is kept and gets traffic as if it worked. Often it was meant for a bad afternoon and "
        "stayed.",
    .remedy =
        "Remove the line. When the inherited check does not fit, state one that does; when it is "
        "too slow or too eager, change its interval and start period.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.6", "CIS Docker 1.6.0 5.27",
                   "https://docs.docker.com/reference/dockerfile/#healthcheck"},
    .workload = check,
    .on_images = true,
};

}  // namespace boltseal
