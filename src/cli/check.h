#pragma once

#include "cli/command.h"

namespace boltseal {

/// `boltseal check`; what it understands stands in check_command.cpp.
ExitCode run_check(const Arguments& arguments, Console& console);

}  // namespace boltseal
