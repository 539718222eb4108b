#pragma once

#include "base/span.h"
#include "model/machine.h"

namespace boltseal {

/// What runs on a Node of Kubernetes in which version, as it says itself: the kubelet and the
/// container runtime. Versions that a distribution or a cloud maintains on their own are left out.
/// @param file borrowed; `node` are the bytes of the object in it
Machine machine_of_node(const File& file, ByteSpan node);

}  // namespace boltseal
