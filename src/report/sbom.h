#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/output.h"
#include "model/advisory.h"
#include "model/distribution.h"
#include "model/package.h"

namespace boltseal {

/// One vulnerability of one package, as a bill of materials tells it.
struct BomVulnerability {
  std::string id;           ///< "CVE-2019-14697"
  std::string source;       ///< Who says so: "debian".
  std::size_t package = 0;  ///< Its place in the list.
  Rating rating = Rating::unknown;
  std::string vector;         ///< CVSS; may be empty.
  std::string fixed_version;  ///< May be empty.
  std::string description;    ///< May be empty.
  std::string url;            ///< May be empty.
  bool is_allowed = false;    ///< Somebody accepts it:
  std::string reason = {};    ///< Why.
};

/// What is written as a software bill of materials.
struct BomToWrite {
  std::string subject_name;     ///< "alpine"
  std::string subject_version;  ///< A tag or a digest; may be empty.
  std::optional<Distribution> distribution;
  std::vector<Package> packages;
  std::vector<BomVulnerability> vulnerabilities;
  bool lacks_packages = false;            ///< Something that may hold packages could not be read.
  std::vector<std::string> not_examined;  ///< What could not be examined, each with its reason.
  std::string tool_version;
  std::string timestamp;  ///< In UTC: "2026-11-25T22:00:00Z".
};

/// CycloneDX 1.6 in JSON (ECMA-424). The serial number follows from the contents, so that the same
/// image has the same one.
void write_cyclonedx(const BomToWrite& bom, Output& out);
/// SPDX 2.3 in JSON, with a namespace that follows from the contents.
void write_spdx(const BomToWrite& bom, Output& out);

}  // namespace boltseal
