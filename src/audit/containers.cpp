#include "audit/containers.h"

#include <algorithm>
#include <map>
#include <utility>

#include "audit/engine_effects.h"
#include "audit/kernel_view.h"
#include "audit/writable_layer.h"
#include "base/files.h"
#include "check/present.h"
#include "check/unit.h"

namespace boltseal {
namespace {

// What rules and reports take for a path: a container's name cannot have a slash, but an engine can
// answer anything.
std::string path_of(const LiveEngine& engine, const LiveContainer& container) {
  std::string name = container.name;
  std::ranges::replace(name, '/', '_');
  const std::string scope = container.scope.empty() ? "" : container.scope + " ";
  return engine.name + " " + scope + std::string(container.noun) + " " + name;
}

// What an engine answers, and behind it the files that it includes.
class AnsweredFiles final : public Files {
 public:
  AnsweredFiles(std::string path, std::string text)
      : answer_(std::map<std::string, std::string>{{std::move(path), std::move(text)}}) {}
  Result<std::string> read(const std::string& path) const override {
    return answer_.exists(path) ? answer_.read(path) : disk_.read(path);
  }
  bool exists(const std::string& path) const override {
    return answer_.exists(path) || disk_.exists(path);
  }

 private:
  const MemoryFiles answer_;
  const DiskFiles disk_;
};

// What a name means to the engine's list of images.
std::string full_name(const Workload& workload) {
  const auto image = effective(workload, fact::image);
  if (!image->is_known() || !image.value->digest.empty()) return {};
  const std::string& written = image.value->written.bytes();
  return image.value->tag.empty() ? written + ":latest" : written;
}

const Declared::Service* find_service(const Workload& container,
                                      const std::vector<Declared>& against) {
  for (const Declared& file : against) {
    if (const Declared::Service* const found = file.service_of(container)) return found;
  }
  return nullptr;
}

std::string paths_of(const std::vector<Declared>& against) {
  std::string paths;
  for (const Declared& file : against) paths += (paths.empty() ? "" : ", ") + file.path();
  return paths;
}

// False when something of it cannot be seen from here.
bool look_behind(const LiveEngine& engine, const LiveContainer& container,
                 RunningContainer& running) {
  bool is_whole = true;
  running.image_id = container.image_id;
  const auto tagged = engine.images.find(full_name(*running.declared));
  if (tagged != engine.images.end()) running.image_of_tag = tagged->second;
  const auto kernel = look_at_process(container.pid, container.id);
  if (kernel) running.kernel = *kernel;
  is_whole = kernel || container.pid <= 0;
  if (container.writable_layer.empty()) return is_whole;
  auto written = files_of_layer(container.writable_layer);
  if (!written) return false;
  running.written = std::move(*written);
  if (kernel) name_packages("/proc/" + std::to_string(container.pid) + "/root", running.written);
  return is_whole;
}

}  // namespace

JudgedContainer judge_container(const Surroundings& around, const LiveContainer& container) {
  const std::string path = path_of(around.engine, container);
  const AnsweredFiles files(path, container.text);
  Unit unit = open_unit(path, find_source(container.source), files);
  for (Workload& workload : unit.inventory.workloads) {
    // Text that does not say whose it is.
    if (workload.name == "container") workload.name += " " + container.name;
  }
  apply_engine(around.engine, unit);
  JudgedContainer judged;
  Verdict& verdict = judged.verdict;
  verdict.files = 1;
  verdict.workloads = unit.inventory.workloads.size();
  std::vector<Finding> findings;
  verdict.unknown = judge(unit.inventory, around.rules, findings);
  const Declared::Service* service = nullptr;
  const SwarmServices::Said* said_of_service = nullptr;
  std::optional<Place> made_from;
  if (unit.inventory.workloads.size() == 1 && container.noun == "container") {
    RunningContainer running{.declared = &unit.inventory.workloads.front()};
    judged.has_hidden_parts = !look_behind(around.engine, container, running);
    service = find_service(*running.declared, around.against);
    said_of_service = around.services.of_service_of(*running.declared);
    if (!around.against.empty() && service == nullptr) {
      running.unknown_to = paths_of(around.against);
    }
    made_from = around.created_by.of(*running.declared);
    verdict.unknown += judge(running, around.rules, findings);
  }
  Presenter presenter(unit);
  for (Finding& finding : findings) {
    ShownFinding shown = presenter.show(std::move(finding), false);
    // Nobody can edit what runs.
    shown.fixable = false;
    if (made_from) shown.chain.push_back(*made_from);
    verdict.findings.push_back(std::move(shown));
  }
  for (const Error& error : unit.inventory.errors) verdict.errors.push_back(show(error, files));
  if (service != nullptr) keep_drift(*service, verdict);
  if (said_of_service != nullptr) leave_to_service(*said_of_service, verdict);
  return judged;
}

std::size_t judge(const RunningContainer& container, const RuleSet& rules,
                  std::vector<Finding>& findings) {
  std::size_t unknown = 0;
  for (const NamedRule* const named : rules) {
    if (named->rule->running == nullptr) continue;
    Findings said(*named, container.declared->name, findings);
    named->rule->running(container, said);
    unknown += static_cast<std::size_t>(said.unknown_count());
  }
  return unknown;
}

}  // namespace boltseal
