#pragma once

#include <cstdint>
#include <string_view>

namespace boltseal {

/// What becomes of a key of a Compose service that runs apart from everything else.
enum class KeyUse : std::uint8_t {
  keep,      ///< It concerns nobody but the container.
  drop,      ///< It does nothing that the proof looks at.
  own,       ///< Something else is written for it (isolation.cpp).
  withhold,  ///< What no row of the table names.
};

KeyUse use_of_service_key(std::string_view key);

/// Whether a key below `build` stays as it is. Those that do not are `context`, which is rewritten,
/// and what would give the image or its cache another name, or the build rights.
bool keeps_build_key(std::string_view key);

/// Whether a capability ("NET_RAW", "cap_net_raw") counts in the container's own namespaces only.
bool is_own_capability(std::string_view name);

}  // namespace boltseal
