#pragma once

#include "model/subject.h"

namespace boltseal {

/// The image that a workload runs, or that its build starts from; null when it is not known.
const ImageReference* base_image(const Workload& workload);

/// Whether its image is built here.
bool is_built(const Workload& workload);

}  // namespace boltseal
