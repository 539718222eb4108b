#pragma once

#include <expected>
#include <string>
#include <vector>

#include "model/build.h"

namespace boltseal {

/// What a container of a stage's image starts, ENTRYPOINT and CMD taken together.
struct StartedProgram {
  std::vector<std::string> words;  ///< The program and its arguments; never empty.
};

/// Nothing but a reason where it is not one simple command: a script, a pipeline.
std::expected<StartedProgram, std::string> started_program(const Stage& stage);

}  // namespace boltseal
