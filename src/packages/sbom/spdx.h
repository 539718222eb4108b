#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "packages/sbom/bom.h"

// SPDX in its forms (SPDX specification 2.2, 2.3 and 3.0). Each is read into the same parts, which
// become a bill of materials.

namespace boltseal {

struct SpdxPackage {
  std::string id;
  std::string name, version;
  std::string license;  ///< Declared, else concluded; may be NOASSERTION or NONE.
  std::string supplier;
  std::string source;   ///< "built package from: NAME VERSION" (Trivy).
  std::string purpose;  ///< "OPERATING-SYSTEM"; in upper case.
  std::string comment;
  std::vector<std::string> purls;
  std::string file;  ///< One that it is in; may be empty.
};

struct SpdxDocument {
  std::string id = "SPDXRef-DOCUMENT", name;
  std::vector<SpdxPackage> packages;
  struct Relation {
    std::string from, kind, to;  ///< `kind` in upper case: "DEPENDS_ON".
  };
  std::vector<Relation> relations;
};

Bom bom_of(const SpdxDocument& document, const std::string& path);

/// 2.2 and 2.3.
Result<SpdxDocument> read_spdx_json(std::string_view text, const std::string& path);
/// 3.0 (JSON-LD): packages, their URLs and relationships.
Result<SpdxDocument> read_spdx3_json(std::string_view text, const std::string& path);
/// 2.2 and 2.3 as "Tag: value" lines.
Result<SpdxDocument> read_spdx_tags(std::string_view text, const std::string& path);

}  // namespace boltseal
