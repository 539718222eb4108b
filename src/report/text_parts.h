#pragma once

#include <string>

#include "model/verdict.h"
#include "report/text_layout.h"

namespace boltseal {

Paint paint_of(Severity severity);

/// "web/Dockerfile:9:6"; empty when the place is none.
std::string location(const Place& place);

/// What a step of a chain of origins means: its note, or how its kind is said.
std::string step_of(const Place& place);

/// "because it is a development host", "it is in the baseline".
std::string reason_of(const Accepted& accepted);

}  // namespace boltseal
