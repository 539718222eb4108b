#pragma once

#include <string>
#include <string_view>

#include "net/protobuf.h"

namespace boltseal {

/// What the CRI says of a container, put together as `crictl inspect` prints it: its `status` in
/// short and the runtime's `info` as it is; beside them, as `sandbox`, whose namespaces its pod
/// shares (`crictl inspectp`).
/// @param status runtime.v1.ContainerStatus
/// @param sandbox runtime.v1.PodSandboxStatus
/// @param info JSON
std::string cri_record(const net::ProtobufMessage& status, const net::ProtobufMessage& sandbox,
                       std::string_view info);

}  // namespace boltseal
