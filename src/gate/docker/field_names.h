#pragma once

#include <string_view>

namespace boltseal::docker {

/// How Docker's API spells the name of a field (versions 1.24 to 1.55), which its daemon takes in
/// any case; empty: nobody here knows it. `folded` is in lower case.
std::string_view field_named(std::string_view folded);

/// Whether the members of a field have names that users choose: labels, options, sysctls. Those are
/// taken as they stand.
bool holds_free_names(std::string_view field);

/// Whether a field stands in the request for a container itself, and whether in its HostConfig.
/// Older daemons take what belongs into the second from the first as well (ContainerConfigWrapper).
bool is_container_field(std::string_view field);
bool is_host_field(std::string_view field);

}  // namespace boltseal::docker
