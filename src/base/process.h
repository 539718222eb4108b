#pragma once

#include <span>
#include <string>
#include <utility>

#include "base/result.h"

namespace boltseal {

/// Runs a program, found through PATH, without a shell and with nothing on its standard input, and
/// waits for it. `environment` is added to the program's own.
/// @return what it wrote to standard output, at most 256 MiB; fails when it cannot be started,
/// writes more, or ends with another status than 0: the error then holds the last line that it
/// wrote to standard error.
Result<std::string> run_process(
    std::span<const std::string> arguments,
    std::span<const std::pair<std::string, std::string>> environment = {});

}  // namespace boltseal
