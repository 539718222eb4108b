#include <array>
#include <string>

#include "rules/rule.h"

namespace boltseal {
namespace {

std::string seconds(std::int64_t milliseconds) {
  if (milliseconds % 1000 != 0) return std::to_string(milliseconds) + " ms";
  return std::to_string(milliseconds / 1000) + " s";
}

void check(const Workload& workload, Findings& findings) {
  // docs.docker.com, "HEALTHCHECK": 30 s and 30 s; kubernetes.io, "Probe": 10 s and 1 s.
  struct Check {
    Fact fact;
    FactKey<HealthCheck> key;
    std::int64_t interval;
  };
  constexpr std::array checks = {Check{Fact::health_check, fact::health_check, 30'000},
                                 Check{Fact::liveness_probe, fact::liveness_probe, 10'000},
                                 Check{Fact::readiness_probe, fact::readiness_probe, 10'000},
                                 Check{Fact::startup_probe, fact::startup_probe, 10'000}};
  for (const Check& check : checks) {
    const auto health = effective(workload, check.key);
    if (!health->is_known() || health.value->kind == HealthCheck::Kind::disabled) continue;
    const HealthCheck& probe = *health.value;
    // Only a timeout that somebody chose; 0 means the default.
    if (!probe.timeout || *probe.timeout == 0) continue;
    const std::int64_t interval =
        probe.interval && *probe.interval > 0 ? *probe.interval : check.interval;
    if (*probe.timeout <= interval) continue;
    findings.add(decisive_site(workload, health, check.fact), fact_path(check.fact),
                 "waits " + seconds(*probe.timeout) + " for an answer that is asked for every " +
                     seconds(interval) + ", so a hang is noticed late");
  }
}

}  // namespace

extern const Rule health_timing{
    .summary = "Health check waits longer than its interval",
    .what =
        "The timeout of a health check or probe is longer than its interval. Equal values are not "
        "reported: the engines ask the next time only after an answer or the timeout, so they "
        "work.",
    .why =
        "The interval looks as if a failure were seen within seconds, but every hanging attempt "
        "takes the whole timeout: with three retries minutes pass before anybody reacts.",
    .remedy =
        "Choose a timeout that is well below the interval; a healthy program answers in a "
        "fraction of a second.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"https://docs.docker.com/reference/dockerfile/#healthcheck",
                   "https://kubernetes.io/docs/concepts/configuration/"
                   "liveness-readiness-startup-probes/"},
    .workload = check,
};

}  // namespace boltseal
