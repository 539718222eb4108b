#pragma once

#include "base/confinement.h"
#include "scan/scan.h"

namespace boltseal {

/// What a worker needs of the disk that does this scan and nothing else. Libraries that it would
/// load late are loaded now.
Confinement confinement_of(const ScanOptions& options);

}  // namespace boltseal
