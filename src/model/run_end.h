#pragma once

#include <optional>
#include <string>

#include "model/build.h"
#include "model/change.h"

namespace boltseal {

/// The change (Safety::safe) that lets a RUN in shell form run one more command at its end, only
/// after everything before it has worked, written as the step's own lines are (`&& \` at their end
/// or `\` and `&&` at their beginning). `with` is a command of the step whose `sudo` it shares.
/// Nothing where the end of the step cannot be told: heredocs, a comment behind the last command.
std::optional<Change> append_command(const Instruction& run, const ShellCommand& with,
                                     std::string command);

}  // namespace boltseal
