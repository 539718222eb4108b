#include "audit/containers.h"

#include <algorithm>
#include <map>
#include <utility>

#include "audit/engine_effects.h"
#include "audit/kernel_view.h"
#include "audit/writable_layer.h"
#include "base/files.h"
#include "check/facts_of.h"
#include "check/present.h"
#include "check/unit.h"

namespace boltseal {
namespace {

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

struct Seen {
  bool has_kernel = false;
  bool is_whole = true;  // nothing of it is hidden from here
};
Seen look_behind(const LiveEngine& engine, const LiveContainer& container,
                 RunningContainer& running) {
  Seen seen;
  running.image_id = container.image_id;
  const auto tagged = engine.images.find(full_name(*running.declared));
  if (tagged != engine.images.end()) running.image_of_tag = tagged->second;
  const auto kernel = look_at_process(container.pid, container.id);
  if (kernel) running.kernel = *kernel;
  seen.has_kernel = kernel.has_value();
  seen.is_whole = kernel || container.pid <= 0;
  if (container.writable_layer.empty()) return seen;
  auto written = files_of_layer(container.writable_layer);
  if (!written) {
    seen.is_whole = false;
    return seen;
  }
  running.written = std::move(*written);
  if (kernel) name_packages("/proc/" + std::to_string(container.pid) + "/root", running.written);
  return seen;
}

AuditedContainer describe(const LiveEngine& engine, const LiveContainer& container,
                          const Workload& workload, Presenter& presenter) {
  AuditedContainer described;
  described.path = path_of(engine, container);
  described.engine = place_of(engine);
  described.id = container.id;
  described.image = image_of(engine, container);
  described.image_id = container.image_id;
  described.pid = container.pid;
  described.truth.name = workload.name;
  described.truth.platform = workload.platform;
  const auto place_of_origin = [&](const Origin& origin) { return presenter.place_of(origin); };
  described.truth.place = place_of_origin(workload.site());
  tell_facts(workload, place_of_origin, described.truth);
  return described;
}

// Of the process that holds the namespaces of a pod, what counts for its containers and is not
// told by them.
void keep_shared(Verdict& verdict) {
  std::erase_if(verdict.findings, [](const ShownFinding& finding) {
    return !finding.fact.starts_with(name_of(Fact::published_ports)) &&
           !finding.fact.starts_with(name_of(Fact::sysctls));
  });
}

}  // namespace

std::string path_of(const LiveEngine& engine, const LiveContainer& container) {
  std::string name = container.name;
  std::ranges::replace(name, '/', '_');
  const std::string scope = container.scope.empty() ? "" : container.scope + " ";
  return engine.name + " " + scope + std::string(container.noun) + " " + name;
}

std::string image_of(const LiveEngine& engine, const LiveContainer& container) {
  if (container.image_id.empty()) return path_of(engine, container);
  for (const auto& [name, id] : engine.images) {
    if (id == container.image_id && !name.starts_with("<none>")) {
      return engine.name + " image " + name;
    }
  }
  constexpr std::size_t shown = 7 + 12;  // as engines shorten ids
  return engine.name + " image " + container.image_id.substr(0, shown);
}

JudgedContainer judge_container(const LiveEngine& engine, const LiveContainer& container,
                                const ContainerLook& look) {
  const std::string path = path_of(engine, container);
  const AnsweredFiles files(path, container.text);
  const bool is_container = container.noun == "container";
  // Of a container the engine tells what its image brought; of what makes one, it does not.
  const Source* const source = find_source(container.source);
  Unit unit = is_container ? open_unit(path, source, files) : read_unit(path, source, files);
  for (Workload& workload : unit.inventory.workloads) {
    // Text that does not say whose it is.
    if (workload.name == "container") workload.name += " " + container.name;
  }
  apply_engine(engine, unit);
  JudgedContainer judged;
  Verdict& verdict = judged.verdict;
  verdict.files = 1;
  verdict.workloads = unit.inventory.workloads.size();
  std::vector<Finding> findings;
  verdict.unknown = judge(unit.inventory, look.rules, findings);
  const Declared::Service* service = nullptr;
  std::optional<Place> made_from;
  std::optional<KernelView> kernel;
  if (is_container && unit.inventory.workloads.size() == 1) {
    RunningContainer running{.declared = &unit.inventory.workloads.front()};
    const Seen seen = look_behind(engine, container, running);
    judged.has_hidden_parts = !seen.is_whole;
    service = find_service(*running.declared, look.against);
    if (!look.against.empty() && service == nullptr) running.unknown_to = paths_of(look.against);
    made_from = look.created_by.of(*running.declared);
    verdict.unknown += judge(running, look.rules, findings);
    if (seen.has_kernel) kernel = std::move(running.kernel);
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
  if (container.noun == "pod") keep_shared(verdict);
  for (const Workload& workload : unit.inventory.workloads) {
    if (is_container) look.makers.leave_to_maker(container, workload, verdict);
  }
  if (look.describe) {
    for (const Workload& workload : unit.inventory.workloads) {
      AuditedContainer described = describe(engine, container, workload, presenter);
      described.made_from = made_from;
      described.kernel = kernel;
      judged.described.push_back(std::move(described));
    }
  }
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
