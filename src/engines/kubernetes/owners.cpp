#include "engines/kubernetes/owners.h"

#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace boltseal {
namespace {

// CronJob, Job, Pod; anything longer is not of Kubernetes' own kinds.
constexpr int most_steps = 4;

}  // namespace

std::vector<LiveObject> each_workload_once(std::vector<OwnedObject> objects) {
  std::map<std::string_view, const OwnedObject*> makers;
  for (const OwnedObject& each : objects) {
    if (each.makes_pods && !each.uid.empty()) makers.emplace(each.uid, &each);
  }
  // An owner in another namespace does not count (kubernetes.io, "Owners and Dependents").
  const auto maker_of = [&](const OwnedObject& object) -> const OwnedObject* {
    const auto found = makers.find(object.controller);
    const bool counts = found != makers.end() && found->second != &object &&
                        found->second->object.name_space == object.object.name_space;
    return counts ? found->second : nullptr;
  };
  std::set<std::pair<const OwnedObject*, std::string_view>> known;
  std::vector<bool> is_kept(objects.size(), true);
  for (std::size_t at = 0; at < objects.size(); ++at) {
    OwnedObject& each = objects[at];
    const OwnedObject* maker = maker_of(each);
    if (maker == nullptr) continue;
    if (each.shape.empty()) {
      is_kept[at] = !each.makes_pods;
      continue;
    }
    for (int step = 0; step < most_steps; ++step) {
      const OwnedObject* const above = maker_of(*maker);
      if (above == nullptr) break;
      maker = above;
    }
    is_kept[at] = known.emplace(maker, each.shape).second;
    each.object.made_by = maker->object.kind + "/" + maker->object.name;
  }
  std::vector<LiveObject> kept;
  for (std::size_t at = 0; at < objects.size(); ++at) {
    if (is_kept[at]) kept.push_back(std::move(objects[at].object));
  }
  return kept;
}

}  // namespace boltseal
