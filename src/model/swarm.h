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

/// A member of a Swarm, as a manager knows it.
struct SwarmNode {
  std::string name;
  bool is_manager = false;
  bool is_gone = false;        ///< Down, or a manager that the others do not reach.
  std::string availability;    ///< "active", "pause", "drain"
  std::string engine_version;  ///< "27.1.1"
  Origin origin;
};

/// A secret that a Swarm keeps; what it is, nobody is asked.
struct SwarmSecret {
  std::string name;
  bool is_used = false;  ///< By a service.
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
  std::vector<SwarmNode> members;
  std::vector<SwarmSecret> secrets;  ///< None when it is not known who uses them.
};

}  // namespace boltseal
