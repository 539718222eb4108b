#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/machine_view.h"

namespace boltseal {

/// A process of an engine's service.
struct EngineProcess {
  int pid = 0;
  std::uint32_t uid = 0;
  std::string program;             ///< "dockerd"
  std::vector<std::string> words;  ///< Its command line.
  bool is_elsewhere = false;       ///< It sees other files than this machine's (a container).
};

/// The services of engines that run here: dockerd, containerd, CRI-O, `podman system service`.
std::vector<EngineProcess> find_engine_processes(const MachineTree& tree);

/// What stands behind "--NAME", "--NAME=" or "-L" on a command line, each time that it is given.
std::vector<std::string> values_of_flag(const std::vector<std::string>& words,
                                        std::string_view name, char letter = 0);

/// Asks a listener of this machine who it is.
using AskListener = std::function<EngineListener::Answer(const EngineListener&)>;

/// Where these processes wait for others over TCP (proc_net_tcp(5)).
void look_at_listeners(const MachineTree& tree, const std::vector<EngineProcess>& processes,
                       const AskListener& ask, MachineView& view);

}  // namespace boltseal
