#include "audit/containers.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/files.h"
#include "check/present.h"
#include "check/unit.h"

namespace boltseal {
namespace {

// What rules and reports take for a path: a container's name cannot have a slash, but an engine can
// answer anything.
std::string path_of(const LiveEngine& engine, const LiveContainer& container) {
  std::string path = engine.name + " container " + container.name;
  std::ranges::replace(path, '/', '_');
  return path;
}

}  // namespace

Verdict judge_container(const LiveEngine& engine, const LiveContainer& container,
                        const RuleSet& rules) {
  const std::string path = path_of(engine, container);
  const MemoryFiles files(std::map<std::string, std::string>{{path, container.text}});
  const Unit unit = open_unit(path, find_source("inspect"), files);
  Verdict verdict;
  verdict.files = 1;
  verdict.workloads = unit.inventory.workloads.size();
  std::vector<Finding> findings;
  verdict.unknown = judge(unit.inventory, rules, findings);
  Presenter presenter(unit);
  for (Finding& finding : findings) {
    ShownFinding shown = presenter.show(std::move(finding), false);
    // Nobody can edit what runs.
    shown.fixable = false;
    verdict.findings.push_back(std::move(shown));
  }
  for (const Error& error : unit.inventory.errors) verdict.errors.push_back(show(error, files));
  return verdict;
}

}  // namespace boltseal
