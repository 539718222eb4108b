#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "net/proxy.h"

namespace boltseal {

enum class EngineKind : std::uint8_t { docker, podman };

/// Where an engine's API (Docker's, which Podman speaks too) may be listening.
struct EngineSocket {
  EngineKind kind = EngineKind::docker;
  std::string path;
  std::string trouble = {};  ///< Why it cannot be used, when something names an engine elsewhere.
  bool is_named = false;     ///< By a variable, and not only where engines usually listen.
};

/// Those that DOCKER_HOST and CONTAINER_HOST name, else the usual ones of each engine.
std::vector<EngineSocket> engine_sockets(const net::Environment& environment);

}  // namespace boltseal
