#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/engine_sockets.h"
#include "net/proxy.h"

namespace boltseal {

/// How an image is taken from an engine.
struct EngineAccess {
  std::vector<EngineSocket> sockets = engine_sockets(net::process_environment);
  /// Whether `podman` and `docker` may be started where none of their sockets is there.
  bool may_run_programs = true;
  /// Engines put an archive together before they send its first byte.
  std::chrono::milliseconds patience = std::chrono::minutes(10);
  std::uint64_t most_bytes = 64ull << 30;
  /// Hears how many bytes have come.
  std::function<void(std::uint64_t bytes)> progress = [](auto) {};
};

/// Saves an image of a local engine as an archive (`docker save`). The first engine that has it
/// gives it; the error says what each of them answered.
/// @param name a name or an id, as engines take it
/// @param file a new file; there is none when this fails
/// @return who gave it: "Docker at /var/run/docker.sock"
Result<std::string> save_engine_image(const std::string& name, const std::string& file,
                                      const EngineAccess& access = {});

}  // namespace boltseal
