#pragma once

#include "scan/scan.h"

namespace boltseal {

/// Takes what the policy of the options allows out of the findings and into what is accepted, and
/// adds what is wrong with the allowances: one that has ended allows nothing, and one that nothing
/// needs is said where it can only be meant for this scan.
///
/// Paths of an allowance count here when they begin with "/": they are those in the image.
void apply_allowances(const ScanOptions& options, ScanResult& result);

}  // namespace boltseal
