#pragma once

#include "model/purl.h"

namespace boltseal {

/// Brings the parts to the form that the definition of their type demands: case, "_" and "-".
void normalize_by_type(PackageUrl& purl);

/// Whether the parts are allowed by the definition of their type; `needs_namespace`: also that the
/// namespace is there when the type has one.
Result<void> check_by_type(const PackageUrl& purl, bool needs_namespace);

}  // namespace boltseal
