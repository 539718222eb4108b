#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"

// The actions of `boltseal gate`. Each is called with its own name as the first positional
// argument.

namespace boltseal {

ExitCode gate_hook(const Arguments& arguments, Console& console);
ExitCode gate_kubernetes(const Arguments& arguments, Console& console);
ExitCode gate_lock(const Arguments& arguments, Console& console);
ExitCode gate_unlock(const Arguments& arguments, Console& console);
ExitCode gate_lxc(const Arguments& arguments, Console& console);
ExitCode gate_docker(const Arguments& arguments, Console& console);
ExitCode gate_replay(const Arguments& arguments, Console& console);
ExitCode gate_ci(const Arguments& arguments, Console& console);
ExitCode gate_break_glass(const Arguments& arguments, Console& console);

/// The kinds of pipelines that gate ci writes for.
std::vector<std::string_view> gate_ci_forms();

/// The file of the policy that counts: --policy, BOLTSEAL_GATE, /etc/boltseal/gate.yaml.
std::string gate_policy_path(const Arguments& arguments);

}  // namespace boltseal
