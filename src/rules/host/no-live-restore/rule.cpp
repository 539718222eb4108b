#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Engine& engine, Findings& findings) {
  const auto restore = effective(engine, fact::live_restore);
  if (restore->is_unknown()) return findings.unknown(Fact::live_restore);
  if (!restore->is(false)) return;
  const bool stated = restore.level != nullptr;
  const Origin site = decisive_site(engine, restore, Fact::live_restore);
  Finding& finding = findings.add(
      site, fact_path(Fact::live_restore),
      "all containers stop when the daemon is updated or crashes, because live-restore is off");
  finding.change = Change{.fact = Fact::live_restore,
                          .element = {},
                          .field = {},
                          .value = true,
                          .safety = Safety::behaviour,
                          .breaks = "Swarm mode, which does not work with it",
                          .at = site,
                          .missing = !stated};
}

}  // namespace

extern const Rule host_no_live_restore{
    .summary = "Containers stop with the daemon",
    .what =
        "The Docker daemon is configured here without `live-restore`. Hosts of a Swarm cannot use "
        "it, which this file does not show; hence it is strict.",
    .why =
        "Updating the engine then means an outage of everything on the host, so it is put off, and "
        "the host keeps an engine with known flaws. A crash of the daemon takes all containers "
        "with it.",
    .remedy = "Set `\"live-restore\": true` in daemon.json; the daemon takes it on reload.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 2.15", "https://docs.docker.com/engine/daemon/live-restore/"},
    .engine = check,
};

}  // namespace boltseal
