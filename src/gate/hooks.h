#pragma once

#include <string>

#include "gate/decision.h"

namespace boltseal {

// Hooks that an engine calls before a container starts. They refuse, and change nothing.

/// A `createRuntime` hook of the OCI runtime specification: judges the bundle of the state that
/// the runtime hands over.
/// @param state what stands on standard input
/// @return why the container must not start; empty: it may. Decisions are recorded.
std::string answer_oci_hook(const std::string& state, const std::string& policy_file);

/// `lxc.hook.pre-start` of LXC: judges a container's configuration with all that it includes.
/// @param name of the container @param configuration its path: LXC_CONFIG_FILE
std::string answer_lxc_hook(const std::string& name, const std::string& configuration,
                            const std::string& policy_file);

}  // namespace boltseal
