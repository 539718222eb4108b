#pragma once

#include <string>
#include <string_view>

#include "gate/decision.h"

namespace boltseal {

/// A text as a door judges it. `path` is where it stands, or what stands for that.
/// @param door as records name it; a text of a door that nobody knows does not pass
Decision judge_text(std::string_view door, const std::string& path, const std::string& text,
                    const GatePolicy& policy);

}  // namespace boltseal
