#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "model/build_steps.h"
#include "model/rewrite.h"
#include "model/runtime_base.h"
#include "model/stage_copies.h"

namespace boltseal {

/// What stands between the FROM of the final stage and the steps that move there as they are.
struct FinalStage {
  std::vector<std::string> lines;    ///< Without line ends, but for "\r" where the file has it.
  bool changes_environment = false;  ///< Of the image.
};

/// Writes the final stage of a build in two stages: what describes the image moves there
/// (`rewriting` takes it away from the stage that builds, named `builder`), what prepares the image
/// is repeated there, and `copies` go along, to which the users are added that own them. Otherwise
/// the reason why that cannot be written.
std::expected<FinalStage, std::string> final_stage(const BuildSteps& steps, StageCopies& copies,
                                                   const RuntimeBase& base,
                                                   std::string_view builder, Rewriting& rewriting);

}  // namespace boltseal
