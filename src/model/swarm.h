#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/facts.h"

namespace boltseal {

/// A network of an engine, as far as rules ask.
struct EngineNetwork {
  std::string name;
  std::string driver;         ///< "overlay"
  bool is_encrypted = false;  ///< The option `encrypted` of an overlay.
  Origin origin;
};

/// The Swarm that an engine is a member of, as the engine's /info tells it. What only managers know
/// is nothing on a worker.
struct Swarm {
  Origin site;
  std::optional<std::int64_t> managers, nodes;
  std::optional<bool> is_locked;  ///< Managers need a key to start (`--autolock`).
  Origin lock_origin;
  /// How long the certificate of a node lasts, in days.
  std::optional<std::int64_t> certificate_days;
  Origin certificate_origin;
};

}  // namespace boltseal
