#pragma once

#include <cstddef>
#include <vector>

#include "audit/created_by.h"
#include "audit/declared.h"
#include "audit/swarm_services.h"
#include "check/judge.h"
#include "engines/live_engine.h"
#include "model/running_container.h"
#include "model/verdict.h"

namespace boltseal {

/// What the rules say of one container.
struct JudgedContainer {
  /// The path of its places is the container's name, and their lines are those that the engine's
  /// own `inspect` shows.
  Verdict verdict;
  bool has_hidden_parts = false;  ///< Its process or its files cannot be seen from here.
};

/// What a container is judged by. Borrows all of it.
struct Surroundings {
  const LiveEngine& engine;
  const RuleSet& rules;
  /// Files to compare with; only what differs from them is then said.
  const std::vector<Declared>& against;
  const CreatedBy& created_by;
  const SwarmServices& services;  ///< That are judged already.
};
JudgedContainer judge_container(const Surroundings& around, const LiveContainer& container);

/// What the rules say of a process beside its engine's description.
/// @return how many questions stayed open because a value is unknown.
std::size_t judge(const RunningContainer& container, const RuleSet& rules,
                  std::vector<Finding>& findings);

}  // namespace boltseal
