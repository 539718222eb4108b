#pragma once

#include "cli/command.h"

namespace boltseal {

/// Says what kept a command from doing what was asked.
ExitCode failed(Console& console, const Error& error, ExitCode code);

}  // namespace boltseal
