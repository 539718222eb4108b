#include "audit/machine.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "audit/accounts.h"
#include "audit/configuration.h"
#include "audit/engine_file_modes.h"
#include "audit/host_state.h"
#include "base/json.h"
#include "base/text.h"
#include "check/present.h"

namespace boltseal {
namespace {

// What the publishers of an engine say of its end counts for what they built themselves: a
// distribution mends older versions on. Docker's own packages name their platform, containerd's the
// commit.
std::string_view published_product(const LiveEngine& engine) {
  if (engine.kind == "docker" && engine.build.starts_with("Docker Engine")) return "Docker Engine";
  constexpr std::size_t commit = 40;
  const bool is_commit =
      engine.build.size() == commit && std::ranges::all_of(engine.build, [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'f');
      });
  return engine.kind == "containerd" && is_commit ? "containerd" : std::string_view();
}

std::size_t number_in(const json& object, const char* key) {
  if (!object.is_object()) return 0;
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::size_t>() : 0;
}

MachineEngine describe(const LiveEngine& engine, const EngineSettings& settings) {
  MachineEngine described;
  described.name = engine.name;
  described.site = settings.site;
  described.product = published_product(engine);
  if (!described.product.empty()) described.version = engine.version;
  described.data_folder = settings.data_folder;
  described.is_rootless = settings.is_rootless;
  described.swarm = settings.swarm;
  described.networks = settings.networks;
  const json info = parse_json(engine.info);
  described.containers = engine.containers.size();
  described.running = number_in(info, "ContainersRunning");
  described.images = number_in(info, "Images");
  std::set<std::string_view> used;
  for (const LiveContainer& container : engine.containers) used.insert(container.image_id);
  described.images_in_use = used.size();
  return described;
}

}  // namespace

MachineParts look_at_machine(const MachineTree& tree, const std::vector<LiveEngine>& engines,
                             const MachineLook& look) {
  MachineParts parts;
  MachineView& view = parts.view;
  view.machine.site = view.place("machine");
  view.machine.now = look.now;
  const Accounts accounts = read_accounts(tree, view);
  look_at_kernel(tree, view);
  look_at_packages(tree, view);
  const std::vector<EngineProcess> processes = find_engine_processes(tree);
  look_at_listeners(tree, processes, look.ask, view);
  std::set<int> known;
  for (const LiveEngine& engine : engines) {
    if (engine.kind != "docker") {
      EngineSettings none;
      none.site = view.machine.site;
      if (engine.kind == "containerd") view.machine.engines.push_back(describe(engine, none));
      continue;
    }
    const EngineProcess* const process = process_of(engine, processes, tree);
    if (process != nullptr) known.insert(process->pid);
    EngineSettings settings = read_engine_settings(engine, process, tree);
    for (std::string& each : settings.hidden) view.hidden.push_back(std::move(each));
    settings.hidden.clear();
    if (!settings.site.has_place()) settings.site = view.machine.site;
    view.machine.engines.push_back(describe(engine, settings));
    parts.daemons.push_back(std::move(settings));
  }
  for (const EngineProcess& process : processes) {
    const bool is_ours = look.is_of_all && process.program == "dockerd" && !process.is_elsewhere;
    if (is_ours && !known.contains(process.pid)) parts.unasked.push_back(process.pid);
  }
  for (const ConfigurationFiles& files :
       find_configuration_files(tree, accounts, processes, engines, look.is_of_all, view.hidden)) {
    EngineSettings read = read_configuration(files, tree, view.machine.site);
    for (std::string& each : read.hidden) view.hidden.push_back(std::move(each));
    read.hidden.clear();
    parts.configurations.push_back(std::move(read));
  }
  look_at_engine_files(tree, accounts, engines, parts.daemons, view);
  look_at_audit_rules(tree, view);
  return parts;
}

Verdict judge_machine(const MachineParts& parts, const RuleSet& rules) {
  Verdict verdict;
  std::set<std::string_view> looked_at;
  for (const auto& file : parts.view.files) looked_at.insert(file->path);
  std::vector<Finding> findings;
  for (const NamedRule* const named : rules) {
    if (named->rule->machine == nullptr) continue;
    Findings said(*named, "machine", findings);
    named->rule->machine(parts.view.machine, said);
    verdict.unknown += static_cast<std::size_t>(said.unknown_count());
  }
  const auto show_all = [&](const Unit& unit, std::vector<Finding> all) {
    Presenter presenter(unit);
    for (Finding& finding : all) {
      // Of a file as a whole there is no text.
      const bool is_whole = finding.site.has_place() && finding.site.file->text.empty();
      ShownFinding shown = presenter.show(std::move(finding), false);
      if (is_whole) shown.place.begin = shown.place.end = {0, 0};
      shown.fixable = false;  // nobody edits what runs
      verdict.findings.push_back(std::move(shown));
    }
  };
  const Unit none;
  show_all(none, std::move(findings));
  const auto judge_settings = [&](const EngineSettings& settings) {
    std::vector<Finding> said;
    verdict.unknown += judge(settings.unit.inventory, rules, said);
    show_all(settings.unit, std::move(said));
    for (const auto& file : settings.unit.files) looked_at.insert(file->path);
    std::ranges::move(show_errors(settings.unit), std::back_inserter(verdict.errors));
  };
  std::ranges::for_each(parts.daemons, judge_settings);
  std::ranges::for_each(parts.configurations, judge_settings);
  verdict.files = looked_at.size();
  const auto tell = [&](std::string message, std::string remedy) {
    verdict.errors.push_back(show({std::move(message), "machine", {}, std::move(remedy)}));
  };
  const std::set<std::string> hidden(parts.view.hidden.begin(), parts.view.hidden.end());
  if (!hidden.empty()) {
    tell("cannot be seen: " + join({hidden.begin(), hidden.end()}, ", "),
         "run this as root, outside of containers");
  }
  for (const int pid : parts.unasked) {
    tell("the dockerd with process number " + std::to_string(pid) + " was not asked",
         "name its socket: DOCKER_HOST=unix:///run/other.sock");
  }
  return verdict;
}

Verdict judge_network(std::shared_ptr<const NetworkMap> network, const RuleSet& rules) {
  MachineParts parts;
  parts.view.machine.site = parts.view.place("machine");
  parts.view.machine.network = std::move(network);
  Verdict verdict = judge_machine(parts, rules);
  for (const MapGap& gap : parts.view.machine.network->gaps) {
    verdict.errors.push_back(show({gap.message, "network", {}, gap.remedy}));
  }
  verdict.files = parts.view.machine.network->networks.size();
  return verdict;
}

}  // namespace boltseal
