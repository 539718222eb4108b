#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace boltseal {

/// The command lines through which an engine of this machine runs Compose projects.
struct ComposeTools {
  std::string description;           ///< "Docker 20.10.24 with Compose 2.24.7"
  std::string engine;                ///< "docker" or "podman", a program.
  std::vector<std::string> compose;  ///< {"docker", "compose"}
  /// For both: they meet this engine, and not the project that the user's own variables name.
  std::vector<std::pair<std::string, std::string>> environment;
  /// Podman leaves it to systemd when a health check is asked; without one nobody does.
  bool leaves_health = false;
};

/// Those of Docker or Podman, whichever answers first: `docker compose`, `docker-compose`, `podman
/// compose`, or `docker-compose` through the socket of Podman.
/// @return an error that says what is missing when none answers, or the engine is not this
/// machine's.
Result<ComposeTools> local_compose_tools();

}  // namespace boltseal
