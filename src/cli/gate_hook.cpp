// Hooks that an engine calls before a container starts.

#include <unistd.h>

#include "base/environment.h"
#include "base/read_input.h"
#include "cli/gate_actions.h"
#include "gate/hooks.h"

namespace boltseal {
namespace {

constexpr std::size_t most_state = 1 << 20;  // bytes

ExitCode end(const std::string& refusal, Console& console) {
  if (refusal.empty()) return ExitCode::clean;
  console.err.write("boltseal: " + refusal + "\n");
  return ExitCode::findings;
}

}  // namespace

ExitCode gate_hook(const Arguments& arguments, Console& console) {
  return end(answer_oci_hook(read_input(most_state), gate_policy_path(arguments)), console);
}

// LXC hands over names in the environment; with lxc.hook.version = 0 it also appends the
// container's name, "lxc" and "pre-start" to the command.
ExitCode gate_lxc(const Arguments& arguments, Console& console) {
  const std::string name = environment_variable("LXC_NAME");
  const std::string configuration = environment_variable("LXC_CONFIG_FILE");
  if (configuration.empty()) {
    return wrong_usage(
        console, "gate",
        {"lxc is called by LXC: lxc.hook.pre-start = /usr/bin/boltseal gate lxc", {}, {}, {}});
  }
  return end(answer_lxc_hook(name, configuration, gate_policy_path(arguments)), console);
}

}  // namespace boltseal
