#include "repair/running.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace boltseal {
namespace {

using Standing = ServiceState::Standing;

Standing standing_of(const ContainerState& container, bool is_restless) {
  if (container.status == "created") return Standing::missing;
  if (container.status == "exited" || container.status == "stopped") {
    return container.exit_code == 0 ? Standing::ended : Standing::failed;
  }
  if (container.status == "restarting" || is_restless) return Standing::restless;
  if (container.status != "running") return Standing::failed;
  if (container.health == "healthy") return Standing::healthy;
  if (container.health == "unhealthy") return Standing::unhealthy;
  return container.health == "starting" ? Standing::waiting : Standing::running;
}

std::set<std::string> missing_in(const std::set<std::string>& before,
                                 const std::set<std::string>& after) {
  std::set<std::string> missing;
  std::ranges::set_difference(before, after, std::inserter(missing, missing.end()));
  return missing;
}

}  // namespace

std::string describe(const ServiceState& state) {
  const std::string memory =
      state.out_of_memory ? ": it needed more memory than it may have" : std::string();
  switch (state.standing) {
    case Standing::healthy: return "is healthy";
    case Standing::running: return "runs";
    case Standing::ended: return "ended with exit code 0";
    case Standing::waiting: return "did not turn healthy in time";
    case Standing::unhealthy: return "is unhealthy" + memory;
    case Standing::failed:
      return "ended with exit code " + std::to_string(state.exit_code) + memory;
    case Standing::restless:
      return "starts again and again, last after exit code " + std::to_string(state.exit_code) +
             memory;
    case Standing::missing: return "did not start";
  }
  return {};
}

std::map<std::string, ServiceState> states_of(const std::vector<std::string>& services,
                                              std::span<const ContainerState> containers,
                                              const std::set<std::string>& restless) {
  std::map<std::string, ServiceState> states;
  for (const ContainerState& container : containers) {
    ServiceState state;
    state.standing = standing_of(container, restless.contains(container.service));
    state.exit_code = container.exit_code;
    state.out_of_memory = container.out_of_memory;
    state.ports = container.ports;
    state.knows_ports = container.knows_ports;
    const auto [at, is_first] = states.emplace(container.service, state);
    if (!is_first && state.standing > at->second.standing) at->second = state;
  }
  for (const std::string& service : services) states.emplace(service, ServiceState{});
  return states;
}

std::string worse(const ServiceState& before, const ServiceState& after) {
  if (!before.works()) return {};
  // A job that ends is as good as before only when it still ends.
  const bool was_job = before.standing == Standing::ended;
  const bool is_job = after.standing == Standing::ended;
  if (!after.works()) return describe(after);
  if (was_job != is_job) return was_job ? "does not end any more" : describe(after);
  if (!before.knows_ports || !after.knows_ports) return {};
  const std::set<std::string> closed = missing_in(before.ports, after.ports);
  if (closed.empty()) return {};
  return "does not listen any more on " + join({closed.begin(), closed.end()}, ", ");
}

}  // namespace boltseal
