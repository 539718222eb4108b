#include "check/link.h"

#include <utility>

#include "model/known_images.h"

namespace boltseal {
namespace {

// An image of which nothing is known: it may declare anything that an image can.
Level unknown_image(const Workload& workload) {
  Level level;
  level.kind = LevelKind::base_image;
  level.name = "image";
  level.site = workload.site();
  level.open = workload.site();
  return level;
}

std::vector<Level> image_levels(const Workload& workload, Reader&) {
  std::vector<Level> levels;
  const Value<ImageReference>& image = workload.levels.back().facts.get(fact::image);
  if (workload.build || !image.is_known()) {
    levels.push_back(unknown_image(workload));
  } else {
    levels.push_back(level_of_image(*image, image.origin()));
  }
  return levels;
}

}  // namespace

void link(Inventory& inventory, Reader& reader) {
  for (Workload& workload : inventory.workloads) {
    if (workload.is_image || workload.levels.empty()) continue;
    std::vector<Level> levels = image_levels(workload, reader);
    for (Level& level : workload.levels) levels.push_back(std::move(level));
    workload.levels = std::move(levels);
  }
}

}  // namespace boltseal
