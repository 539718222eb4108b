#pragma once

#include "check/judge.h"
#include "engines/live_engine.h"
#include "model/verdict.h"

namespace boltseal {

/// What the rules say of one container of an engine. The path of its places is the container's
/// name, and their lines are those that the engine's own `inspect` shows.
Verdict judge_container(const LiveEngine& engine, const LiveContainer& container,
                        const RuleSet& rules);

}  // namespace boltseal
