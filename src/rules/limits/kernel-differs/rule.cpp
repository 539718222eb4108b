#include <string>

#include "model/running_container.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void compare(const RunningContainer& container, FactKey<std::int64_t> key,
             std::optional<std::int64_t> holds, std::int64_t tolerance, std::string_view what,
             Findings& findings) {
  const auto said = effective(*container.declared, key);
  if (!holds || !said->is_known() || said.level == nullptr || *said <= 0) return;
  if (*holds >= 0 && *holds <= *said + tolerance) return;
  findings.add(said->origin(), fact_path(key.fact),
               *holds < 0
                   ? "nothing limits " + std::string(what) +
                         " in its control group, though "
                         "the engine says " +
                         std::to_string(*said)
                   : std::string(what) + " may reach " + std::to_string(*holds) +
                         " in its control group, though the engine says " + std::to_string(*said));
}

void check(const RunningContainer& container, Findings& findings) {
  constexpr std::int64_t page = 64 << 10;  // limits are rounded to one; the largest is 64 KiB
  compare(container, fact::memory_limit, container.kernel.memory_limit, page, "its memory",
          findings);
  compare(container, fact::pids_limit, container.kernel.pids_limit, 0,
          "the number of its processes", findings);
}

}  // namespace

extern const Rule limits_kernel_differs{
    .summary = "Limit does not hold in the kernel",
    .what =
        "The engine says that memory or the number of processes is limited, and the control group "
        "of the container has no such limit or a higher one. Speaks in `boltseal audit`, of "
        "containers that run. A limit on a group above it is not seen.",
    .why =
        "A kernel without that controller, or somebody who wrote into the control group, leaves "
        "one container able to take the whole host down.",
    .remedy =
        "See whether the controller is there (`/proc/cgroups`, `cgroup.controllers`), and set the "
        "limit again with `docker update`.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"https://docs.kernel.org/admin-guide/cgroup-v2.html"},
    .running = check,
};

}  // namespace boltseal
