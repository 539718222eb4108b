#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engines/compose_engine.h"
#include "repair/repair.h"

namespace boltseal {

struct ProofOptions {
  std::vector<std::string> paths;  ///< Files and folders, as check was given them.
  std::string command;             ///< For a shell, run when everything is up; empty: none.
  std::chrono::seconds most_time = std::chrono::seconds(300);  ///< For each step.
  bool outside = false;  ///< Containers may reach what is outside of the project.
  /// What has not moved for so long will not.
  std::chrono::milliseconds quiet = std::chrono::seconds(5);
  std::chrono::milliseconds between_looks = std::chrono::milliseconds(500);
  std::function<void(const std::string&)> progress = {};  ///< May be empty.
};

/// What running a project before and after a repair showed.
struct Proof {
  enum class Outcome : std::uint8_t {
    holds,  ///< Whatever worked still works.
    worse,  ///< Something does not.
    open,   ///< It could not be shown.
  };
  struct Sight {
    std::string who;  ///< A service, or the command.
    std::string what;
    std::string said;  ///< The last lines that it wrote; may be empty.
  };
  Outcome outcome = Outcome::open;
  std::string engine;         ///< Which one ran it; empty: none was needed.
  std::string reason;         ///< Why it is open.
  std::string said;           ///< What the engine said to that; may be empty.
  std::vector<Sight> worse;   ///< What worked and does not.
  std::vector<Sight> broken;  ///< What did not work before either, so that nothing is shown of it.
  std::size_t working = 0;    ///< Services that work before and after.
  std::vector<std::string> stand_ins;  ///< "a copy of /srv/pictures"
  std::vector<std::string> withheld;   ///< "cache: privileged"
  std::vector<std::string> uncovered;  ///< Repaired files that nothing which ran depends on.
  std::vector<std::string> left;       ///< What could not be removed again, and why.
};

using EngineFinder = std::function<Result<std::unique_ptr<ComposeEngine>>()>;

/// Runs every Compose project of the paths that the repairs concern, isolated (repair/isolation.h)
/// and in a copy (repair/trial_tree.h), as it is and as it would be, and compares; with a command,
/// also that. Removes what it started. The engine is looked for only when there is a project.
Proof prove(const Repairs& repairs, const ProofOptions& options, const EngineFinder& find_engine);

}  // namespace boltseal
