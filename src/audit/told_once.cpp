#include "audit/told_once.h"

#include <set>
#include <string>
#include <string_view>

namespace boltseal {

void tell_once(std::vector<LiveEngine>& engines) {
  std::set<std::string, std::less<>> told;
  for (const LiveEngine& engine : engines) {
    if (engine.kind == "containerd" || !engine.user.empty()) continue;
    for (const LiveContainer& each : engine.containers) told.insert(each.id);
  }
  for (LiveEngine& engine : engines) {
    if (engine.kind == "containerd") {
      std::erase_if(engine.containers,
                    [&](const LiveContainer& each) { return told.contains(each.id); });
    }
    std::erase_if(engine.untold, [&](const std::string& id) { return told.contains(id); });
  }
}

}  // namespace boltseal
