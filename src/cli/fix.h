#pragma once

#include "check/check.h"
#include "cli/command.h"

namespace boltseal {

enum class FixResult { shown, written, failed };

/// `check --fix`: repairs what can be repaired, or shows on standard output as a unified diff what
/// would be, and says on standard error what was not repaired and why.
FixResult fix(const CheckOptions& options, Safety riskiest, bool only_show, Console& console);

}  // namespace boltseal
