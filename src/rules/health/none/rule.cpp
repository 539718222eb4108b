#include "rules/rule.h"
#include "model/proposed_check.h"

namespace boltseal {
namespace {

// An image that listens and starts something is a service; others are bases or tools.
bool is_service_image(const Workload& image) {
  bool listens = false, starts = false;
  for (const Level& level : image.levels) {
    if (level.kind != LevelKind::build_stage) continue;
    listens = listens || level.facts.states(Fact::exposed_ports);
    starts = starts || level.facts.states(Fact::command) || level.facts.states(Fact::entrypoint);
  }
  return listens && starts;
}

Change change_at(const Workload& workload, Fact fact, const Origin& site) {
  const bool is_probe = fact == Fact::readiness_probe;
  return Change{.fact = fact,
                .value = proposed_check(workload),
                .safety = Safety::guess,
                .breaks = is_probe ? "traffic to a container that does not answer on this port"
                                   : "services that listen elsewhere, answer with an error or "
                                     "start slowly: they count as unhealthy",
                .at = site,
                .missing = true,
                .leaves = is_probe ? "health/no-liveness" : std::string_view()};
}

void check_probes(const Workload& workload, Findings& findings) {
  const auto liveness = effective(workload, fact::liveness_probe);
  const auto readiness = effective(workload, fact::readiness_probe);
  if (liveness->is_known() || readiness->is_known()) return;
  if (liveness->is_unknown() || readiness->is_unknown()) {
    return findings.unknown(Fact::liveness_probe);
  }
  const Origin site = site_of_absent(workload, Fact::liveness_probe);
  Finding& finding =
      findings.add(site, fact_path(Fact::liveness_probe),
                   "has neither a liveness nor a readiness probe, so nobody notices when it hangs");
  // Readiness alone: a liveness probe that is wrong kills what works.
  finding.change = change_at(workload, Fact::readiness_probe, site);
}

void check(const Workload& workload, Findings& findings) {
  if (workload.is_init || workload.is_job) return;
  if (workload.platform == Platform::kubernetes) return check_probes(workload, findings);
  if (workload.is_image && (!is_service_image(workload) || workload.only_kubernetes)) return;
  const auto health = effective(workload, fact::health_check);
  if (health->is_unknown()) return findings.unknown(Fact::health_check);
  if (health->is_known()) return;
  const Origin site = site_of_absent(workload, Fact::health_check);
  Finding& finding = findings.add(site, fact_path(Fact::health_check),
                                  "has no health check, so nobody notices when it hangs");
  finding.change = change_at(workload, Fact::health_check, site);
}

}  // namespace

extern const Rule health_none{
    .summary = "No health check",
    .what =
        "Neither the image nor the service states a health check. On Kubernetes, which ignores "
        "`HEALTHCHECK`, the container has neither a liveness nor a readiness probe; init "
        "containers and jobs end by themselves and are not asked. A Dockerfile on its own is "
        "reported only when it is plainly a service: it has `EXPOSE` and a `CMD` or `ENTRYPOINT` "
        "of its own, and not where all that the tree runs are pods. Images whose configuration is "
        "not known are counted as unknown.",
    .why =
        "An engine sees that a process is there, not that it answers. A program that has locked up "
        "or lost its database keeps its place and its traffic until a person looks, and a rollout "
        "of a broken version counts as done.",
    .remedy =
        "State how the program shows that it works: `HEALTHCHECK CMD …` in the Dockerfile, "
        "`healthcheck:` in Compose, `livenessProbe` and `readinessProbe` on Kubernetes; ask for "
        "something that only a working program can answer, and keep it cheap.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.6", "CIS Docker 1.6.0 5.27",
                   "https://docs.docker.com/reference/dockerfile/#healthcheck",
                   "https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-"
                   "probes/"},
    .workload = check,
    .on_images = true,
};

}  // namespace boltseal
