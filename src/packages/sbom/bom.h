#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/distribution.h"
#include "model/package.h"

namespace boltseal {

/// What a software bill of materials lists.
struct Bom {
  std::vector<Package> packages;  ///< In the order of the document, equal ones once.
  std::optional<Distribution> distribution;
  std::vector<Error> errors;  ///< What could not be read; each is a gap of the report.
  std::string subject;        ///< What it is about, as it says: "alpine:3.18"; may be empty.
};

/// Whether a JSON or tag-value text begins like one that read_bom() takes, or like one in a form
/// that it refuses with a sentence.
bool looks_like_bom(std::string_view text);

/// Reads CycloneDX in JSON (1.2 and later), SPDX 2 in JSON and as tags and values, and the packages
/// of SPDX 3 in JSON. Fails for what is none of these.
/// @param path for errors
Result<Bom> read_bom(std::string_view text, const std::string& path);

}  // namespace boltseal
