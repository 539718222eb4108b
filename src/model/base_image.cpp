#include "model/base_image.h"

#include <algorithm>

namespace boltseal {

const ImageReference* base_image(const Workload& workload) {
  for (const Level& level : workload.levels) {
    const Value<ImageReference>& image = level.facts.get(fact::image);
    if (image.is_known()) return &*image;
    // A build starts from a stage whose image is unknown.
    if (image.is_unknown()) return nullptr;
  }
  return nullptr;
}

bool is_built(const Workload& workload) {
  return std::ranges::any_of(
      workload.levels, [](const Level& level) { return level.kind == LevelKind::build_stage; });
}

}  // namespace boltseal
