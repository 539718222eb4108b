#pragma once

#include "model/inventory.h"
#include "sources/reader.h"

namespace boltseal {

/// Completes the levels of workloads from the outside: the stages of the Dockerfile that a workload
/// builds (read through `reader`, with its arguments and target), else what is known of the image
/// that it runs.
void link(Inventory& inventory, Reader& reader);

}  // namespace boltseal
