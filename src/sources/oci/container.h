#pragma once

#include <optional>
#include <string_view>

#include "model/subject.h"
#include "sources/yaml/fields.h"

namespace boltseal::oci {

/// The container that an object tells of: a runtime's config.json, or one that holds it, as `ctr
/// containers info` (Spec) and `crictl inspect` (info.runtimeSpec) print it; nothing when it is
/// neither. Beside the latter may stand `sandbox`, the status of its pod (`crictl inspectp`).
/// @param folder the name of the bundle, where the configuration alone does not say whose it is.
std::optional<Workload> read_container(const yaml::Fields& object, std::string_view folder);

}  // namespace boltseal::oci
