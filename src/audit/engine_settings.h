#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/engine_processes.h"
#include "audit/machine_tree.h"
#include "check/unit.h"
#include "engines/live_engine.h"
#include "model/swarm.h"

namespace boltseal {

/// What one engine is told and does, as one Engine: of a Docker daemon daemon.json, the flags of
/// its process, and what it answers of itself; of others their files (audit/configuration.h).
struct EngineSettings {
  Unit unit;  ///< One engine, or none when nothing is known of it; owns all texts.
  std::optional<Swarm> swarm;
  std::vector<EngineNetwork> networks;
  Origin site;              ///< What the engine answers of itself.
  std::string data_folder;  ///< Empty: not known.
  std::string config_path;  ///< Of its daemon.json; empty when there is none.
  bool is_rootless = false;
  /// The files that its TLS options name.
  std::string authority, certificate, key;
  std::vector<std::string> hidden;  ///< As in MachineView.
};

/// @param process of this engine; null when none is seen
EngineSettings read_engine_settings(const LiveEngine& engine, const EngineProcess* process,
                                    const MachineTree& tree);

/// Texts, documents and errors of one unit, to another one.
void absorb(Unit& into, Unit&& from);

/// The process that listens at an engine's socket; null when none is seen.
const EngineProcess* process_of(const LiveEngine& engine,
                                const std::vector<EngineProcess>& processes,
                                const MachineTree& tree);

}  // namespace boltseal
