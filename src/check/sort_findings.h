#pragma once

#include <tuple>
#include <vector>

#include "model/verdict.h"

namespace boltseal {

/// Findings with equal keys say the same of the same place.
inline auto place_key(const ShownFinding& finding) {
  return std::tie(finding.place.path, finding.place.bytes.begin, finding.place.bytes.end,
                  finding.rule, finding.fact);
}

/// By path and position, as reports show them; what is equal keeps its order.
void sort_findings(std::vector<ShownFinding>& findings);

}  // namespace boltseal
