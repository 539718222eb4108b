#pragma once

#include "cli/command.h"

namespace boltseal {

/// `boltseal explain --workload NAME [PATH...]`: all that is known of one workload.
ExitCode explain_workload(const Arguments& arguments, Console& console);

}  // namespace boltseal
