#pragma once

#include <string>
#include <string_view>

#include "model/verdict.h"

namespace boltseal {

// Pieces of the HTML report, each safe whatever its input was (markup.h).

/// Prose with code between backticks.
std::string prose_markup(std::string_view text);

/// "compose.yaml:3"
std::string place_markup(const Place& place);

/// The line of a place, with a mark below it; empty for a file as a whole.
std::string excerpt_markup(const Place& place);

/// "<b class="high">high</b>"
std::string severity_markup(Severity severity);

/// A finding that unfolds: where, what, why, and what to write instead.
std::string finding_markup(const ShownFinding& finding);

}  // namespace boltseal
