#include "check/link.h"

#include <utility>

#include "model/known_images.h"
#include "sources/dockerfile/dockerfile.h"

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

// A Dockerfile that cannot be read leaves the image unknown; that it cannot be read is said where
// it is checked itself, or here when the workload names a file that is not there.
std::vector<Level> built_levels(const Workload& workload, Reader& reader) {
  const BuildRequest& request = *workload.build;
  std::vector<Level> unknown;
  unknown.push_back(unknown_image(workload));
  if (request.dockerfile.empty() || !request.target.is_known()) return unknown;
  const Result<const File*> file = reader.open(request.dockerfile);
  if (!file) return unknown;
  const Document document(**file);
  reader.remember(document, *find_source("dockerfile"));
  std::vector<Error> said_elsewhere;
  const Build build =
      dockerfile::read_build(document, {request.target.bytes(), request.arguments}, said_elsewhere);
  if (build.stages.empty()) return unknown;
  return build.levels();
}

std::vector<Level> image_levels(const Workload& workload, Reader& reader) {
  if (workload.build) return built_levels(workload, reader);
  std::vector<Level> levels;
  const Value<ImageReference>& image = workload.levels.back().facts.get(fact::image);
  levels.push_back(image.is_known() ? level_of_image(*image, image.origin())
                                    : unknown_image(workload));
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
