#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "audit/declared.h"
#include "audit/machine_tree.h"
#include "base/date.h"
#include "check/judge.h"
#include "engines/live_engine.h"
#include "model/verdict.h"
#include "policy/policy.h"

namespace boltseal {

struct AuditOptions {
  std::vector<Endpoint> endpoints;
  bool are_all = true;  ///< Whether `endpoints` leaves no kind of engine out.
  std::chrono::milliseconds patience = std::chrono::seconds(30);  ///< For each answer of an engine.
  RuleSet rules;
  const Policy* policy = nullptr;  ///< May be null.
  std::vector<Declared> against;   ///< Files that say what should run; only drift is then told.
  bool containers = true;          ///< Whether containers are judged.
  /// The machine to be judged with its engines' settings; null: none.
  std::shared_ptr<const MachineTree> machine;
  unsigned threads = 0;            ///< 0: one for each core.
  Date today = boltseal::today();  ///< Against which the ends of allowances are held.
};

/// An engine that was asked.
struct AuditedEngine {
  std::string place;    ///< "docker at /var/run/docker.sock"
  std::string version;  ///< Empty when it does not say.
  std::size_t containers = 0, services = 0;
};

struct AuditResult {
  Verdict verdict;  ///< Its paths are names of objects: "docker container web-1".
  std::vector<AuditedEngine> engines;
};

/// The plan of `boltseal audit`: ask each engine for its containers and its settings, read what it
/// answers as check reads files, and judge it by the same rules; then the machine. Never fails as a
/// whole: what could not be examined is an error in the verdict.
AuditResult audit(const AuditOptions& options);

}  // namespace boltseal
