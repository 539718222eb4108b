#pragma once

#include <string>

#include "net/protobuf.h"

namespace boltseal {

/// A container as `ctr containers info` prints it, line by line, from containerd's message
/// (api/services/containers/v1/containers.proto, Container); empty when its specification is no
/// JSON.
/// @param has_sandbox_id whether containerd is 1.7 or later, which has one field more
std::string container_record(const net::ProtobufMessage& container, bool has_sandbox_id);

}  // namespace boltseal
