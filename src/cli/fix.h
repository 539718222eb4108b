#pragma once

#include <string_view>

#include "check/check.h"
#include "cli/command.h"

namespace boltseal {

/// `check --fix`: mends what can be mended, says on standard error what was and what was not.
/// False when a file could not be written.
bool fix(const CheckOptions& options, Safety riskiest, const Files& files, Console& console);

/// `check --fix --diff`: shows as a unified diff on standard output what `fix` would write.
void show_fixes(const CheckOptions& options, Safety riskiest, const Files& files, Console& console);

}  // namespace boltseal
