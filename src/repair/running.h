#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "engines/compose_engine.h"

namespace boltseal {

/// What became of one service.
struct ServiceState {
  enum class Standing : std::uint8_t {
    healthy,    ///< Its health check says so.
    running,    ///< Nobody checks it.
    ended,      ///< With exit code 0.
    waiting,    ///< Its health check has not answered yet.
    unhealthy,  ///< Its health check fails.
    failed,     ///< Ended with another exit code.
    restless,   ///< Starts again and again.
    missing,    ///< Never started.
  };
  Standing standing = Standing::missing;
  int exit_code = 0;
  bool out_of_memory = false;
  std::set<std::string> ports;
  bool knows_ports = false;

  bool works() const { return standing <= Standing::ended; }
};

/// "ended with exit code 1", "is healthy", for people.
std::string describe(const ServiceState& state);

/// The states of services out of those of their containers: of several, the worst. Those whose
/// starts are in `restless` started again while they were looked at.
std::map<std::string, ServiceState> states_of(const std::vector<std::string>& services,
                                              std::span<const ContainerState> containers,
                                              const std::set<std::string>& restless = {});

/// What a service did before and does not do after; empty: nothing.
std::string worse(const ServiceState& before, const ServiceState& after);

}  // namespace boltseal
