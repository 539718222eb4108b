#include "audit/configuration.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "base/files.h"

namespace boltseal {
namespace {

/// The files of a machine, for sources that draw in others.
class TreeFiles final : public Files {
 public:
  explicit TreeFiles(const MachineTree& tree) : tree_(tree) {}

  Result<std::string> read(const std::string& path) const override {
    std::string text;
    switch (tree_.read(path, text)) {
      case Sight::there: return text;
      case Sight::hidden: return fail("cannot be read", path);
      case Sight::missing: break;
    }
    return fail("is not there", path);
  }
  bool exists(const std::string& path) const override {
    FileStatus status;
    return tree_.status(path, status) == Sight::there && status.kind == FileStatus::Kind::file;
  }

 private:
  const MachineTree& tree_;
};

bool is_default(const Facts::Any& value) {
  return std::visit(
      [](const auto& said) { return said.origin().kind == OriginKind::engine_default; }, value);
}

// Registries add up; of all others the last file that says something has the whole.
void keep_registries(const std::vector<Level>& levels, Level& later) {
  Items all;
  for (const Level& earlier : levels) {
    const Value<Items>& some = earlier.facts.get(fact::insecure_registries);
    if (some.is_known()) std::ranges::copy(*some, std::back_inserter(all));
  }
  const Value<Items>& own = later.facts.get(fact::insecure_registries);
  if (all.empty() || !own.is_known()) return;
  std::ranges::copy(*own, std::back_inserter(all));
  const Origin origin = own.origin();
  later.facts.set(fact::insecure_registries, std::move(all), origin);
}

/// What is said later counts; a default does not. All files are known, so none is open by itself.
void override_with(std::vector<Level>& levels, Level&& later) {
  keep_registries(levels, later);
  const std::vector<Facts::Entry> entries = later.facts.entries();
  for (const Facts::Entry& entry : entries) {
    for (Level& earlier : levels) {
      const Facts::Any* const before = earlier.facts.find(entry.fact);
      if (before == nullptr) continue;
      const bool stays = is_default(entry.value) && !is_default(*before);
      (stays ? later : earlier).facts.remove(entry.fact);
    }
  }
  later.open.reset();
  levels.push_back(std::move(later));
}

}  // namespace

EngineSettings read_configuration(const ConfigurationFiles& files, const MachineTree& tree,
                                  const Origin& machine) {
  EngineSettings read;
  Engine engine;
  engine.name = files.name;
  engine.platform = files.platform;
  Level nobody;
  nobody.kind = LevelKind::daemon;
  nobody.name = files.name;
  nobody.site = machine;
  engine.levels.push_back(std::move(nobody));
  Workload every;
  every.name = "every container of " + files.name;
  every.platform = files.platform;
  const TreeFiles all(tree);
  bool is_all = files.is_all;
  for (const std::string& path : files.paths) {
    std::string text;
    const Sight sight = tree.read(path, text);
    if (sight == Sight::hidden) {
      read.hidden.push_back(path);
      is_all = false;
    }
    if (sight != Sight::there) continue;
    Unit unit = open_unit(path, find_source(files.source), all);
    for (Engine& each : unit.inventory.engines) {
      override_with(engine.levels, std::move(each.levels.back()));
    }
    for (Workload& each : unit.inventory.workloads) {
      override_with(every.levels, std::move(each.levels.back()));
    }
    std::ranges::move(unit.inventory.grants, std::back_inserter(read.unit.inventory.grants));
    absorb(read.unit, std::move(unit));
  }
  if (!read.unit.inventory.errors.empty()) is_all = false;
  if (!is_all) engine.levels.front().open = machine;
  if (!every.levels.empty()) {
    every.levels.front().open = every.levels.front().site;
    every.levels.front().open->note = "a container may say otherwise";
    read.unit.inventory.workloads.push_back(std::move(every));
  }
  read.unit.inventory.engines.push_back(std::move(engine));
  return read;
}

}  // namespace boltseal
