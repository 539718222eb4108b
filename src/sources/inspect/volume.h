#pragma once

#include "model/facts.h"
#include "sources/yaml/fields.h"

namespace boltseal::inspect {

/// What the options of a volume of the driver "local" make of a mount of it: `type=nfs` an export
/// of a server, `o=bind` a folder of the host (docs.docker.com, `docker volume create`; Podman has
/// the same). Leaves the mount as it is when they say neither.
void define_volume(Mount& mount, const yaml::Fields& options);
/// The same of a mount as a request asks for it: "VolumeOptions": {"DriverConfig": {"Name":
/// "local", "Options": {…}}}.
void define_asked_volume(Mount& mount, const yaml::Fields& said);

}  // namespace boltseal::inspect
