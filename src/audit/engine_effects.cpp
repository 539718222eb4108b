#include "audit/engine_effects.h"

#include <memory>
#include <utility>

#include "sources/inspect/volume.h"
#include "sources/yaml/json.h"

namespace boltseal {
namespace {

// What the engine says of a volume, as a place that findings lead to.
void define(const std::string& path, const std::string& text, Mount& mount, Unit& unit) {
  auto file = std::make_unique<File>(File{path, text});
  yaml::Tree tree;
  const Document document(*file);
  if (!yaml::parse_json(document, tree) || tree.documents.empty()) return;
  const yaml::Node* const root = tree.documents.front();
  if (root == nullptr || root->items.empty()) return;
  inspect::define_volume(mount, yaml::Fields(root->items.front()).object("Options"));
  unit.files.push_back(std::move(file));
}

void define_volumes(const LiveEngine& engine, Unit& unit) {
  if (engine.volumes.empty()) return;
  for (Workload& workload : unit.inventory.workloads) {
    for (Level& level : workload.levels) {
      const Value<Mounts>& stated = level.facts.get(fact::mounts);
      if (!stated.is_known()) continue;
      Mounts mounts = *stated;
      for (Mount& mount : mounts) {
        const auto found = engine.volumes.find(mount.source.bytes());
        if (mount.kind != MountKind::volume || found == engine.volumes.end()) continue;
        define(engine.name + " volume " + found->first, found->second, mount, unit);
      }
      const Origin origin = stated.origin();
      level.facts.set(fact::mounts, std::move(mounts), origin);
    }
  }
}

// What the engine does to all of its containers, as a level around theirs.
void add_level(const LiveEngine& engine, Workload& workload) {
  Level level;
  level.kind = LevelKind::daemon;
  level.name = engine.name;
  level.site = workload.site();
  const auto by_engine = [&](std::string_view note) {
    Origin origin = level.site;
    origin.kind = OriginKind::engine_default;
    origin.note = note;
    return origin;
  };
  const bool is_rootless = engine.root == ContainerRoot::rootless;
  if (engine.root != ContainerRoot::root) {
    level.facts.set(
        fact::user_namespace, Text("private"),
        by_engine(is_rootless ? "the engine runs without root" : "the engine's userns-remap"));
  }
  if (engine.has_no_new_privileges) {
    level.facts.set(fact::privilege_escalation, false, by_engine("the engine's no-new-privileges"));
  }
  if (is_rootless) {
    // "host" is where the engine is: in its user's namespace.
    for (Level& own : workload.levels) own.facts.remove(Fact::user_namespace);
  }
  workload.levels.insert(workload.levels.begin(), std::move(level));
}

}  // namespace

void apply_engine(const LiveEngine& engine, Unit& container) {
  define_volumes(engine, container);
  if (engine.root == ContainerRoot::root && !engine.has_no_new_privileges) return;
  for (Workload& workload : container.inventory.workloads) {
    if (!workload.levels.empty()) add_level(engine, workload);
  }
}

}  // namespace boltseal
