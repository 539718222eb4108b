#pragma once

#include <string>
#include <string_view>

#include "packages/sbom/bom.h"

namespace boltseal {

/// CycloneDX in JSON (ECMA-424), 1.2 and later: components however deeply they are nested, with the
/// properties that Trivy and Syft give them, and what depends on what.
Result<Bom> read_cyclonedx(std::string_view text, const std::string& path);

}  // namespace boltseal
