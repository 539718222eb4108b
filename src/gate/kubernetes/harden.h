#pragma once

#include <string>

#include "sources/yaml/yaml.h"

namespace boltseal {

/// The patch (RFC 6902, JSON) that takes from the pods of an object what its containers seldom
/// need: privilege gain, capabilities, root where nobody asked for it, system calls outside of the
/// runtime's profile; with `read_only_root` also writing into their root. What the object says is
/// never changed, and what would contradict it is not added: a container that is privileged or adds
/// SYS_ADMIN keeps its privilege gain, as the API server demands. Pods of Windows have none of
/// these. Empty when there is nothing to add.
std::string hardening_patch(const yaml::Node& object, bool read_only_root);

}  // namespace boltseal
