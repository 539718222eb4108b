#pragma once

#include "gate/docker/asked_object.h"

namespace boltseal::docker {

/// A container as the engine would tell of it.
/// @param config, host the parts of a request, or of a container that is there
/// @param mounts what is mounted already, as the engine tells it; null: what `host` asks for
Result<json> container_object(const std::string& name, json config, json host, json mounts,
                              const Around& around);

/// Makes of a mount of the API what would be mounted: links of the host followed, and the options
/// of a volume of the driver "local" as mount(2) would take them.
Result<void> settle_mount(json& mount, const Around& around);
/// The same of the options alone.
Result<void> settle_volume_options(json& options, const Around& around);

/// Whether a filter of system calls, as text of JSON, filters nothing.
bool filters_nothing(const std::string& profile);

/// "host" in the place of the name or id of a network that is the host's own.
Result<std::string> network_name(const std::string& asked, const Around& around);

/// Whether a text can be no more than a name in a path of the API.
bool is_name(std::string_view text);

}  // namespace boltseal::docker
