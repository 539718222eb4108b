#pragma once

#include <string_view>
#include <vector>

#include "model/advisory.h"
#include "model/finding.h"

namespace boltseal {

/// The claim that counts among several: of who made the package first, then NVD, then GitHub, then
/// anybody. Null when nobody says anything.
const SeverityClaim* deciding_claim(const std::vector<SeverityClaim>& of_package,
                                    const std::vector<SeverityClaim>& of_vulnerability);
/// The claim whose vector is shown: the deciding one, or the first that has one.
const SeverityClaim* vector_claim(const std::vector<SeverityClaim>& of_package,
                                  const std::vector<SeverityClaim>& of_vulnerability);

/// As said, else as its vector means.
Rating rating_of(const SeverityClaim& claim);

/// For forms that know severities of findings only. What nobody has rated counts as medium, as in
/// --fail-on.
Severity severity_of(Rating rating);

}  // namespace boltseal
