#pragma once

#include "audit/packages.h"
#include "check/judge.h"
#include "engines/live_engine.h"
#include "model/verdict.h"

namespace boltseal {

/// Looks into the file systems of running containers, into one for each image of an engine: the
/// packages are those that the container has now, whatever its image brought. Findings name the
/// image, and the containers that run it.
Verdict judge_container_packages(const LiveEngine& engine, const RuleSet& rules,
                                 const PackageLook& look);

}  // namespace boltseal
