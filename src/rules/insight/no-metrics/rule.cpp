#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Engine& engine, Findings& findings) {
  if (!applies(engine.platform, LevelKind::daemon, Fact::metrics_address)) return;
  const auto address = effective(engine, fact::metrics_address);
  if (address->is_unknown()) return findings.unknown(Fact::metrics_address);
  if (!address->is_absent()) return;
  const Origin site = site_of_absent(engine, Fact::metrics_address);
  Finding& finding =
      findings.add(site, fact_path(Fact::metrics_address),
                   "what the engine does cannot be measured, because metrics-addr is not set");
  finding.change = Change{.fact = Fact::metrics_address,
                          .element = {},
                          .field = {},
                          .value = std::string("127.0.0.1:9323"),
                          .safety = Safety::guess,
                          .breaks = "another program that uses port 9323",
                          .at = site,
                          .missing = true};
}

}  // namespace

extern const Rule insight_no_metrics{
    .summary = "Daemon publishes no metrics",
    .what =
        "The Docker daemon is configured here without `metrics-addr`. Strict only, because many "
        "hosts are watched by an agent that listens to the engine's events instead.",
    .why =
        "Containers that restart in a loop, health checks that fail, actions that take minutes: "
        "the daemon counts them, and without the address nobody sees the counts. An attack on the "
        "engine often shows there first.",
    .remedy =
        "Set `\"metrics-addr\": \"127.0.0.1:9323\"` and let Prometheus or an agent on the host "
        "read it. Never bind it to all interfaces: it asks for no password.",
    .severity = Severity::info,
    .profile = Profile::strict,
    .references = {"https://docs.docker.com/engine/daemon/prometheus/", "NIST SP 800-190 4.5.2"},
    .engine = check,
};

}  // namespace boltseal
