#pragma once

#include "model/subject.h"

namespace boltseal {

/// What could show that a workload works, where nobody says it: a command for engines that run one,
/// a port to ask for Kubernetes and for an image that is built here. Its kind is `disabled` when
/// nothing is known.
HealthCheck proposed_check(const Workload& workload);

}  // namespace boltseal
