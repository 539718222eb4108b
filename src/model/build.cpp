#include "model/build.h"

#include "model/known_images.h"

namespace boltseal {

std::vector<const Stage*> Build::lineage() const {
  std::vector<const Stage*> stages_from_target;
  // A stage starts from an earlier one only, so this ends.
  for (std::optional<std::size_t> at = target; at && *at < stages.size();) {
    const Stage& stage = stages[*at];
    stages_from_target.push_back(&stage);
    if (stage.base_stage && *stage.base_stage >= *at) break;
    at = stage.base_stage;
  }
  return stages_from_target;
}

std::vector<Level> Build::levels() const {
  std::vector<Level> levels;
  const std::vector<const Stage*> from_target = lineage();
  if (from_target.empty()) return levels;
  const Stage& root = *from_target.back();
  levels.push_back(level_of_image(root.base, root.from));
  for (auto stage = from_target.rbegin(); stage != from_target.rend(); ++stage) {
    levels.push_back((*stage)->level);
  }
  return levels;
}

}  // namespace boltseal
