#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "policy/policy.h"

namespace boltseal {

/// What holds for a command line, from the weakest to the strongest: the user's own policy
/// ($XDG_CONFIG_HOME/boltseal/boltseal.yaml), the project's boltseal.yaml, the environment
/// (BOLTSEAL_CONFIG, BOLTSEAL_PROFILE, BOLTSEAL_FAIL_ON), flags.
struct ProjectPolicy {
  Policy policy;
  bool whole_project = false;  ///< The paths reach everything below the policy's folder.
};

/// Reads the policy that `--config`, `--isolated` and the environment ask for; without them the
/// boltseal.yaml that is nearest above the paths. The error is one for the user: exit 2.
Result<ProjectPolicy> project_policy(const Arguments& arguments,
                                     const std::vector<std::string>& paths, const Files& files);

}  // namespace boltseal
