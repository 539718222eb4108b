#pragma once

#include <set>
#include <string>

#include "check/built_images.h"
#include "model/inventory.h"
#include "sources/reader.h"

namespace boltseal {

/// Completes the levels of workloads from the outside: the stages of the Dockerfile that a workload
/// builds, or from which the tree builds the image that it runs (read through `reader`, with its
/// arguments and target), else what is known of that image.
/// @return the Dockerfiles that workloads are built from.
std::set<std::string> link(Inventory& inventory, Reader& reader, const BuiltImages& built);

/// Whether a workload runs an image that the rest of the tree may build.
bool may_run_built_image(const Inventory& inventory);

}  // namespace boltseal
