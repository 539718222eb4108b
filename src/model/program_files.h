#pragma once

#include <expected>
#include <string>
#include <vector>

#include "model/build_steps.h"
#include "model/stage_copies.h"
#include "model/started_program.h"

namespace boltseal {

/// What has to be copied to another stage for a program to start there, or the reason why that
/// cannot be told. Empty for scripts, which start from their sources. `started` may be a reason
/// itself: what runs on the image that it was built on finds everything there but the tools.
std::expected<std::vector<StageCopy>, std::string> program_files(
    const std::expected<StartedProgram, std::string>& started, const BuildSteps& steps);

}  // namespace boltseal
