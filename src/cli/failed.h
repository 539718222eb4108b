#pragma once

#include "base/files.h"
#include "cli/command.h"

namespace boltseal {

/// Says what kept a command from doing what was asked, and gives `code`; of an error at a place in
/// a file, as the next one.
ExitCode failed(Console& console, const Error& error, ExitCode code);

/// Says what is wrong in a file of configuration, and where: "web/boltseal.yaml:3:1  unknown key
/// …".
ExitCode wrong_configuration(Console& console, const Error& error, const Files& files);

}  // namespace boltseal
