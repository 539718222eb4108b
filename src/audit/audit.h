#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audit/audited_container.h"
#include "audit/declared.h"
#include "audit/machine_tree.h"
#include "audit/packages.h"
#include "base/date.h"
#include "check/judge.h"
#include "engines/live_engine.h"
#include "model/network_map.h"
#include "model/verdict.h"
#include "policy/policy.h"
#include "rules/profile.h"

namespace boltseal {

struct AuditOptions {
  std::vector<Endpoint> endpoints;
  bool are_all = true;  ///< Whether `endpoints` leaves no kind of engine out.
  std::chrono::milliseconds patience = std::chrono::seconds(30);  ///< For each answer of an engine.
  RuleSet rules;
  int minor = newest_minor;        ///< The version of the Pod Security Standards.
  const Policy* policy = nullptr;  ///< May be null.
  std::vector<Declared> against;   ///< Files that say what should run; only drift is then told.
  bool containers = true;          ///< Whether containers are judged.
  bool describe = false;           ///< Whether they are described as well, beside the verdict.
  /// The machine to be judged with its engines' settings; null: none.
  std::shared_ptr<const MachineTree> machine;
  /// How the packages of the machine and of running containers are looked up, where a rule asks for
  /// them; null: not.
  std::optional<PackageLook> packages;
  /// The machine whose network is to be looked at and judged; null: none.
  std::shared_ptr<const MachineTree> network;
  bool probe = false;              ///< Whether a sample of who reaches whom is tried out.
  unsigned threads = 0;            ///< 0: one for each core.
  Date today = boltseal::today();  ///< Against which the ends of allowances are held.
};

/// An engine that was asked.
struct AuditedEngine {
  std::string place;    ///< "docker at /var/run/docker.sock"
  std::string version;  ///< Empty when it does not say.
  std::size_t containers = 0;
  std::optional<std::size_t> objects = {};  ///< Of Kubernetes, instead of containers.
  std::size_t makers = 0;
  std::string_view maker = "service";  ///< What these are called; static.
};

struct AuditResult {
  Verdict verdict;  ///< Its paths are names of objects: "docker container web-1".
  std::vector<AuditedEngine> engines;
  std::vector<AuditedContainer> containers;  ///< Where that was asked for.
  NetworkMap network;                        ///< Empty when it was not asked for.
};

/// The plan of `boltseal audit`: ask each engine for its containers and its settings, read what it
/// answers as check reads files, and judge it by the same rules; then the machine. Never fails as a
/// whole: what could not be examined is an error in the verdict.
AuditResult audit(const AuditOptions& options);

}  // namespace boltseal
