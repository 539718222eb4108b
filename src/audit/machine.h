#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "audit/engine_processes.h"
#include "audit/engine_settings.h"
#include "audit/machine_tree.h"
#include "audit/machine_view.h"
#include "check/judge.h"
#include "engines/live_engine.h"
#include "model/verdict.h"

namespace boltseal {

/// Whom and when a look at a machine asks.
struct MachineLook {
  std::int64_t now = 0;  ///< Seconds since 1970.
  AskListener ask;       ///< May be empty: nobody is asked.
  /// Whether all engines were to be asked, so that one that was not is a gap.
  bool is_of_all = true;
};

/// A machine and the settings of its engines. Reads files, /proc and /sys, all bounded;
/// never fails as a whole.
/// @param engines what they answered; those that nobody could ask are left out
struct MachineParts {
  MachineView view;
  std::vector<EngineSettings> daemons;         ///< Of Docker.
  std::vector<EngineSettings> configurations;  ///< Of the other engines.
  std::vector<int> unasked;  ///< Processes of daemons whose sockets nobody knew of.
};
MachineParts look_at_machine(const MachineTree& tree, const std::vector<LiveEngine>& engines,
                             const MachineLook& look);

/// What the rules say of it. The path of its places is that of a file of the machine, or "machine".
Verdict judge_machine(const MachineParts& parts, const RuleSet& rules);

/// What the rules say of its network alone.
Verdict judge_network(std::shared_ptr<const NetworkMap> network, const RuleSet& rules);

}  // namespace boltseal
