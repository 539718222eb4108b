#pragma once

#include "check/judge.h"
#include "engines/live_engine.h"
#include "model/verdict.h"
#include "policy/policy.h"

namespace boltseal {

struct ObjectRules {
  const RuleSet& rules;
  const Policy* policy = nullptr;  ///< May be null: then no registry is trusted more than others.
  int minor = newest_minor;        ///< Of the Pod Security Standards.
  unsigned threads = 0;            ///< 0: one for each core.
};

/// What the rules say of the objects of a cluster, which are read like manifests of one tree: a
/// NetworkPolicy counts for the pods that it selects, a ServiceAccount for those that use it. The
/// path of a place names the object, and its line is that of the object alone. Of a pod that
/// something else made, only what that does not say as well is told, once for all such pods.
Verdict judge_objects(const LiveEngine& engine, const ObjectRules& rules);

}  // namespace boltseal
