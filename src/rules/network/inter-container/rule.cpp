#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Engine& engine, Findings& findings) {
  const auto icc = effective(engine, fact::inter_container_communication);
  if (icc->is_unknown()) return findings.unknown(Fact::inter_container_communication);
  if (!icc->is(true)) return;
  const bool stated = icc.level != nullptr;
  const Origin site = decisive_site(engine, icc, Fact::inter_container_communication);
  Finding& finding =
      findings.add(site, fact_path(Fact::inter_container_communication),
                   stated ? "containers on the default bridge may talk to each other, because "
                            "icc is switched on"
                          : "containers on the default bridge may talk to each other, because "
                            "icc is not switched off");
  finding.change =
      Change{.fact = Fact::inter_container_communication,
             .element = {},
             .field = {},
             .value = false,
             .safety = Safety::behaviour,
             .breaks =
                 "containers on the default bridge that reach each other without a network "
                 "of their own",
             .at = site,
             .missing = !stated};
}

}  // namespace

extern const Rule network_inter_container{
    .summary = "Containers on the default bridge can talk to each other",
    .what =
        "The Docker daemon is configured here, and `icc` (inter-container communication) is on or "
        "left at its default, which is on. It concerns the default bridge `docker0` only: networks "
        "that a user or Compose creates are separate from each other anyway.",
    .why =
        "Every container that was started without a network of its own sits on one flat segment. "
        "Whoever takes over one of them reaches every port of all the others, also those that were "
        "never published, and can answer in their place.",
    .remedy =
        "Set `\"icc\": false` in daemon.json (or `--icc=false`) and put containers that must talk "
        "to each other on a network of their own.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 2.2", "CIS Docker 1.6.0 5.30", "NIST SP 800-190 4.4.2",
                   "https://docs.docker.com/engine/network/drivers/bridge/"},
    .engine = check,
};

}  // namespace boltseal
