#pragma once

#include <string>

namespace boltseal {

/// The system calls that engines allow by default, as `linux.seccomp` of an OCI runtime
/// configuration: all that this build's libseccomp knows for the machine's architectures, without
/// those that engines keep from containers. What it does not know is answered with ENOSYS, so that
/// programs fall back.
std::string default_seccomp();

}  // namespace boltseal
