#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/gate_settings.h"

namespace boltseal {

/// A configuration made safer.
struct Hardened {
  std::string text;                  ///< Of the whole of it.
  std::vector<std::string> changed;  ///< Where it differs: "process.noNewPrivileges".
};

/// Makes an OCI runtime configuration (config.json) safer, and never less safe: only the
/// capabilities that the policy keeps, no new privileges, a read-only root, the system calls that
/// engines allow by default (gate/default_seccomp.h), masked paths, limits of processes and memory
/// where there are none. What a container asks for beyond that (its user, mounts, namespaces) it
/// still asks for: that is for the rules to judge.
Result<Hardened> harden_spec(std::string_view text, const GateSettings& settings);

/// The same of a process that is to be started in a container (`exec --process`).
Result<Hardened> harden_process(std::string_view text, const GateSettings& settings);

}  // namespace boltseal
