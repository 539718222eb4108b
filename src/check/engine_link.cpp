#include "check/engine_link.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace boltseal {
namespace {

constexpr std::string_view host_file = "/etc/docker/daemon.json";

// What an engine was read from, when that is a file that a script or user-data writes on its host.
std::string host_path_of(const Engine& engine, const Unit& unit) {
  const Reader::Visited* const from = document_at(unit, engine.site());
  if (from == nullptr || !from->document.is_embedded()) return {};
  const std::string& path = from->document.path();
  return from->source->name == "daemon" && path.starts_with('/') ? path : std::string();
}

// A command line without any configuration is open because a daemon.json may hold it all: that is
// no longer so where it was read.
void close(Level& flags) {
  if (flags.open && flags.open->file == flags.site.file && flags.open->span == flags.site.span) {
    flags.open.reset();
  }
}

/// The one engine that the file set configures on its host; null when there is none or more. Its
/// daemon.json comes last: there is where what is missing is added. (dockerd refuses to start when
/// an option is given in both, so that the order decides nothing else.)
const Engine* join_host_engine(Unit& unit) {
  std::vector<Engine>& engines = unit.inventory.engines;
  std::vector<std::size_t> others;
  std::size_t file = engines.size();
  for (std::size_t at = 0; at < engines.size(); ++at) {
    const std::string path = host_path_of(engines[at], unit);
    if (path.empty()) continue;
    if (path != host_file) {
      others.push_back(at);
      continue;
    }
    if (file != engines.size()) return nullptr;
    file = at;
  }
  if (file == engines.size()) return others.size() == 1 ? &engines[others.front()] : nullptr;
  std::vector<Level> levels;
  for (const std::size_t at : others) {
    for (Level& level : engines[at].levels) {
      close(level);
      levels.push_back(std::move(level));
    }
  }
  std::ranges::move(engines[file].levels, std::back_inserter(levels));
  engines[file].levels = std::move(levels);
  for (auto at = others.rbegin(); at != others.rend(); ++at) {
    engines.erase(engines.begin() + static_cast<std::ptrdiff_t>(*at));
    if (*at < file) --file;
  }
  return &engines[file];
}

/// What a level of an engine means for each of its containers (docs.docker.com/reference/cli/
/// dockerd): a level of a workload.
Level for_containers(const Level& of_engine, const std::string& name) {
  Level level;
  level.kind = LevelKind::daemon;
  level.name = name;
  level.site = of_engine.site;
  level.open = of_engine.open;
  for (const auto key : {fact::log_driver, fact::seccomp}) {
    if (of_engine.facts.states(key.fact)) level.facts.set(key, of_engine.facts.get(key));
  }
  if (of_engine.facts.states(Fact::log_options)) {
    level.facts.set(fact::log_options, of_engine.facts.get(fact::log_options));
  }
  if (of_engine.facts.states(Fact::open_files_limit)) {
    level.facts.set(fact::open_files_limit, of_engine.facts.get(fact::open_files_limit));
  }
  const Value<bool>& guarded = of_engine.facts.get(fact::no_new_privileges);
  if (guarded.is_known()) {
    level.facts.set(fact::privilege_escalation, !*guarded, guarded.origin());
  } else if (guarded.is_unknown()) {
    level.facts.set(fact::privilege_escalation, Value<bool>::unknown(guarded.origin()));
  }
  const Value<Text>& remap = of_engine.facts.get(fact::userns_remap);
  if (remap.is_unknown() || (remap.is_known() && !remap->is_known())) {
    level.facts.set(fact::user_namespace, Value<Text>::unknown(remap.origin()));
  } else if (remap.is_known() && !remap->empty()) {
    level.facts.set(fact::user_namespace, Text("private"), remap.origin());
  }
  return level;
}

/// dockerd completes the log options of a container with its own when both use the same driver, and
/// passes over its own when they differ (moby, daemon/logs.go: mergeLogConfig).
void merge_log_options(Workload& workload, std::vector<Level>& of_engine) {
  Level& own = workload.levels.back();
  const Value<Text>& driver = own.facts.get(fact::log_driver);
  for (Level& level : of_engine) {
    const Value<Settings>& defaults = level.facts.get(fact::log_options);
    if (!defaults.is_known()) continue;
    const bool has_driver = !driver.is_absent();
    Text used("json-file");
    for (const Level& other : of_engine) {
      const Value<Text>& stated = other.facts.get(fact::log_driver);
      if (stated.is_known()) used = *stated;
    }
    if (has_driver && !driver.is(used)) {
      level.facts.remove(Fact::log_options);
      continue;
    }
    const Value<Settings>& options = own.facts.get(fact::log_options);
    if (!options.is_known()) continue;
    Settings all = *options;
    for (const Setting& setting : *defaults) {
      if (std::ranges::find(all, setting.name, &Setting::name) != all.end()) continue;
      all.push_back(setting);
      all.back().origin.kind = OriginKind::engine_default;
      all.back().origin.note = "the daemon's, for every container";
    }
    const Origin origin = options.origin();
    own.facts.set(fact::log_options, std::move(all), origin);
  }
}

// The engine that a daemon.json beside a Compose file configures.
std::vector<Engine> engine_beside(Unit& unit, const Files& files) {
  if (unit.source == nullptr || unit.source->name != "compose" || unit.files.empty()) return {};
  const std::string path = resolve(directory_of(unit.files.front()->path), "daemon.json");
  if (!files.exists(path)) return {};
  Inventory inventory;
  Reader reader(files, inventory);
  const Result<const File*> file = reader.open(path);
  if (!file) return {};
  reader.embed(Document(**file), *find_source("daemon"));
  std::ranges::move(reader.take_files(), std::back_inserter(unit.files));
  std::ranges::copy(reader.visited(), std::back_inserter(unit.visited));
  return std::move(inventory.engines);
}

}  // namespace

void link_engine(Unit& unit, const Files& files) {
  const auto is_its_own = [](const Workload& workload) {
    return workload.platform == Platform::docker && !workload.is_image && !workload.levels.empty();
  };
  const Engine* engine = unit.inventory.engines.empty() ? nullptr : join_host_engine(unit);
  if (std::ranges::none_of(unit.inventory.workloads, is_its_own)) return;
  const std::vector<Engine> beside =
      engine == nullptr ? engine_beside(unit, files) : std::vector<Engine>();
  if (beside.size() == 1) engine = &beside.front();
  if (engine == nullptr) return;
  for (Workload& workload : unit.inventory.workloads) {
    if (!is_its_own(workload)) continue;
    std::vector<Level> levels;
    for (const Level& level : engine->levels) levels.push_back(for_containers(level, engine->name));
    std::erase_if(levels,
                  [](const Level& level) { return level.facts.entries().empty() && !level.open; });
    merge_log_options(workload, levels);
    std::ranges::move(workload.levels, std::back_inserter(levels));
    workload.levels = std::move(levels);
  }
}

}  // namespace boltseal
