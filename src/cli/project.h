#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "policy/policy.h"

namespace boltseal {

namespace policy_flags {
inline constexpr Flag config{
    .name = "config",
    .value = "FILE",
    .help = "Read the policy from FILE instead of the nearest boltseal.yaml"};
inline constexpr Flag isolated{
    .name = "isolated",
    .help = "Take no policy and no allowance from the tree, and none from your home"};
}  // namespace policy_flags

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

/// What the policy that `--config` or the environment names, and under it the user's own, say of
/// advisories. The advisory file is shared by all projects, so that one does not decide about it by
/// being where the command was started.
Result<AdvisorySettings> own_advisory_settings(const Arguments& arguments, const Files& files);

/// The policy that is found from the working directory upwards where none is named; one without a
/// path when there is none.
Result<Policy> found_policy(const Arguments& arguments, const Files& files);

}  // namespace boltseal
