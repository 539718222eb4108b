#pragma once

#include <functional>

#include "check/truth.h"

namespace boltseal {

/// Resolves an origin (check/present.h).
using Placer = std::function<Place(const Origin&)>;

/// The effective configuration of a workload, into `truth.facts` and `truth.unstated`.
void tell_facts(const Workload& workload, const Placer& place_of, WorkloadTruth& truth);

}  // namespace boltseal
