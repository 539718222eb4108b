#pragma once

#include <string>
#include <string_view>

namespace boltseal::net {

/// "sha256:" and 64 hexadecimal digits (OCI image specification, "Digests").
std::string sha256_digest(std::string_view bytes);

}  // namespace boltseal::net
