#pragma once

#include <string>
#include <vector>

namespace boltseal {

/// `boltseal-runtime`, the same executable under another name: stands in the place of an OCI
/// runtime (docs/gate.md), judges what an engine asks of it, and becomes the real one or ends
/// with 1.
int run_runtime(const std::vector<std::string>& words);

}  // namespace boltseal
