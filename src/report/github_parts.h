#pragma once

#include <string>
#include <string_view>

#include "model/verdict.h"

// Workflow commands of GitHub Actions: each line becomes an annotation beside the code of a pull
// request. GitHub shows ten errors, ten warnings and ten notices of a step; the rest is in its log.

namespace boltseal {

/// "error", "warning" or "notice".
std::string_view github_command(Severity severity);

/// One line. `place` may be none; `remedy` is what to write, and may be empty.
std::string github_annotation(std::string_view command, const Place& place, std::string_view title,
                              std::string_view message, std::string_view remedy);

}  // namespace boltseal
