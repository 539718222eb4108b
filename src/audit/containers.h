#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "audit/audited_container.h"
#include "audit/created_by.h"
#include "audit/declared.h"
#include "audit/makers.h"
#include "check/judge.h"
#include "engines/live_engine.h"
#include "model/running_container.h"
#include "model/verdict.h"

namespace boltseal {

/// What rules and reports take for a container's path: "docker container web". A container's name
/// cannot have a slash, but an engine can answer anything.
std::string path_of(const LiveEngine& engine, const LiveContainer& container);
/// What reports call its image, by the first of its names: "docker image nginx:1.27"; of a
/// container without one, that of the container.
std::string image_of(const LiveEngine& engine, const LiveContainer& container);

/// What the rules say of one container.
struct JudgedContainer {
  /// The path of its places is the container's name, and their lines are those that the engine's
  /// own `inspect` shows.
  Verdict verdict;
  bool has_hidden_parts = false;            ///< Its process or its files cannot be seen from here.
  std::vector<AuditedContainer> described;  ///< Where that was asked for; one for each workload.
};

/// How containers are judged; all is borrowed.
struct ContainerLook {
  const RuleSet& rules;
  const std::vector<Declared>& against;  ///< Only what differs from these files is then said.
  const CreatedBy& created_by;
  const Makers& makers;  ///< That are judged already.
  bool describe = false;
};
JudgedContainer judge_container(const LiveEngine& engine, const LiveContainer& container,
                                const ContainerLook& look);

/// What the rules say of a process beside its engine's description.
/// @return how many questions stayed open because a value is unknown.
std::size_t judge(const RunningContainer& container, const RuleSet& rules,
                  std::vector<Finding>& findings);

}  // namespace boltseal
