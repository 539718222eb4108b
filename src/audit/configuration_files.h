#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audit/accounts.h"
#include "audit/engine_processes.h"
#include "audit/machine_tree.h"
#include "engines/live_engine.h"
#include "model/subject.h"

namespace boltseal {

/// Files that configure one engine together: of a setting in several the last one counts.
struct ConfigurationFiles {
  std::string name;         ///< "podman", "containers.conf of podman of alice"
  std::string_view source;  ///< Who reads them (sources/source.h).
  Platform platform = Platform::unknown;
  /// In the order in which they are read; not all need be there.
  std::vector<std::string> paths = {};
  /// Nothing else configures it: what they do not say is the engine's default.
  bool is_all = false;
};

/// The files that are in effect for the engines of this machine that have settings in files alone:
/// containerd and CRI-O as their processes were started, Podman of root and of each user whose
/// engine answers, LXC's defaults. What must not be looked at goes into `hidden`. A containerd that
/// dockerd started is left out: dockerd writes its configuration.
/// @param all false: only of the engines that are given
std::vector<ConfigurationFiles> find_configuration_files(
    const MachineTree& tree, const Accounts& accounts, const std::vector<EngineProcess>& processes,
    const std::vector<LiveEngine>& engines, bool all, std::vector<std::string>& hidden);

}  // namespace boltseal
