#pragma once

#include <expected>
#include <string>

#include "model/build_steps.h"
#include "model/runtime_base.h"
#include "model/stage_copies.h"

namespace boltseal {

/// The small image that the final stage of a build in two stages stands on, or the reason why none
/// is known that has all that is asked of it: a shell, packages, the user, the programs of the
/// health check.
std::expected<RuntimeBase, std::string> final_base(const BuildSteps& steps,
                                                   const StageCopies& copies);

}  // namespace boltseal
