#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (workload.is_image || workload.is_job || workload.platform != Platform::docker) return;
  const auto mode = effective(workload, fact::network_mode);
  if (mode->is_unknown()) return findings.unknown(Fact::network_mode);
  if (!mode->is_known()) return;
  // Compose makes a network for each project; only who asks for the bridge gets it.
  const bool is_compose = workload.levels.back().kind == LevelKind::service;
  if (mode.level == nullptr && is_compose) return;
  const Text& name = *mode.value;
  if (name.equals("bridge") != Truth::yes && name.equals("default") != Truth::yes) return;
  // With links network/legacy-links says the same and more.
  if (!gather(workload, fact::links).empty()) return;
  findings.add(decisive_site(workload, mode, Fact::network_mode), fact_path(Fact::network_mode),
               mode.level == nullptr
                   ? "shares the default bridge with every container that names no network"
                   : "asks for the default bridge, which it shares with every container that names "
                     "no network");
}

}  // namespace

extern const Rule network_default_bridge{
    .summary = "Container is on the default bridge",
    .what =
        "A container that `docker run` starts names no network, or a container asks for "
        "`bridge`. Compose gives each project a network of its own, so its services are reported "
        "only with `network_mode: bridge`; containers that run once and are removed are left "
        "alone. Strict only, because a single container on a host has no neighbours.",
    .why =
        "All containers without a network of their own meet on `docker0` and reach each other's "
        "ports, also those that were never published, unless the daemon runs with `icc: false`. "
        "There are no names there either, so people go back to addresses and links.",
    .remedy =
        "Create a network for the containers that belong together (`docker network create app`) "
        "and start them with `--network app`.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 5.30", "NIST SP 800-190 4.4.2",
                   "https://docs.docker.com/engine/network/drivers/bridge/"},
    .workload = check,
};

}  // namespace boltseal
