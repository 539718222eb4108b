#pragma once

#include <vector>

#include "engines/live_engine.h"

namespace boltseal {

/// Docker and the CRI start their containers by containerd, which knows each of them by the same
/// id: leaves each with who knows more of it. An engine of a user's own hides nothing of others.
void tell_once(std::vector<LiveEngine>& engines);

}  // namespace boltseal
