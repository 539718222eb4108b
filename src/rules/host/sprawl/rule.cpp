#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// As docker-bench-security counts: more than this many that do not run, or most images unused.
constexpr std::size_t most_stopped = 25;
constexpr std::size_t few_images = 10;

void check(const Machine& machine, Findings& findings) {
  for (const MachineEngine& engine : machine.engines) {
    const std::string of = "engines[" + engine.name + "].";
    if (engine.containers > engine.running + most_stopped) {
      findings
          .add(engine.site, of + "containers",
               std::to_string(engine.containers - engine.running) +
                   " containers do not run and are kept")
          .remedy = "docker container prune";
    }
    if (engine.images > few_images && engine.images_in_use * 2 < engine.images) {
      findings
          .add(engine.site, of + "images",
               std::to_string(engine.images - engine.images_in_use) + " of " +
                   std::to_string(engine.images) + " images are used by no container")
          .remedy = "docker image prune --all";
    }
  }
}

}  // namespace

extern const Rule host_sprawl{
    .summary = "Images and containers that nobody uses pile up",
    .what =
        "An engine of this machine keeps more than 25 containers that do not run, or more than ten "
        "images of which containers use less than half. Speaks in `boltseal audit`; strict only "
        "and for your information.",
    .why =
        "An old image is one `docker run` away, with all the holes that were closed since, and "
        "stopped containers keep the secrets that were written into them. And the disk fills.",
    .remedy =
        "Remove them regularly: `docker container prune`, `docker image prune --all "
        "--filter until=720h`.",
    .severity = Severity::info,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 6.1", "CIS Docker 1.6.0 6.2"},
    .machine = check,
};

}  // namespace boltseal
