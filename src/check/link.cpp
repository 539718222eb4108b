#include "check/link.h"

#include <algorithm>
#include <map>
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

// The image that a workload runs as an image; null when it is not known which.
const Value<ImageReference>* image_of(const Workload& workload) {
  if (workload.is_image || workload.build || workload.levels.empty()) return nullptr;
  const Value<ImageReference>& image = workload.levels.back().facts.get(fact::image);
  return image.is_known() ? &image : nullptr;
}

// A Dockerfile that cannot be read leaves the image unknown; that it cannot be read is said where
// it is checked itself, or here when the workload names a file that is not there.
std::vector<Level> built_levels(const Workload& workload, const BuildRequest& request,
                                Reader& reader) {
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

std::vector<Level> image_levels(const Workload& workload, const BuildRequest* request,
                                Reader& reader) {
  if (request != nullptr) return built_levels(workload, *request, reader);
  std::vector<Level> levels;
  const Value<ImageReference>* const image = image_of(workload);
  levels.push_back(image != nullptr ? level_of_image(**image, image->origin())
                                    : unknown_image(workload));
  return levels;
}

// "app": on its own a name of docker.io/library.
bool is_short(const ImageReference& image) {
  return image.registry.is_known() && image.registry.bytes() == "docker.io" &&
         image.repository.starts_with("library/") == Truth::yes;
}

// What is built here under a name that no registry has is what runs.
void not_pulled(const Workload& workload, Inventory& inventory) {
  std::erase_if(inventory.images, [&](const Image& image) {
    return image.role == Image::Role::run && image.used_by == workload.name;
  });
}

}  // namespace

std::set<std::string> link(Inventory& inventory, Reader& reader, const BuiltImages& built) {
  std::set<std::string> dockerfiles;
  // Many containers may run one image, and its Dockerfile may be long.
  std::map<const BuildRequest*, std::vector<Level>> read;
  for (Workload& workload : inventory.workloads) {
    if (workload.is_image || workload.levels.empty()) continue;
    const BuildRequest* request = workload.build ? &*workload.build : nullptr;
    if (const auto* image = image_of(workload); image != nullptr && !built.empty()) {
      request = built.find(**image);
      if (request != nullptr && is_short(**image)) not_pulled(workload, inventory);
    }
    if (request != nullptr && !request->dockerfile.empty()) dockerfiles.insert(request->dockerfile);
    std::vector<Level> levels;
    if (request != nullptr && !workload.build) {
      auto& known = read[request];
      if (known.empty()) known = image_levels(workload, request, reader);
      levels = known;
    } else {
      levels = image_levels(workload, request, reader);
    }
    for (Level& level : workload.levels) levels.push_back(std::move(level));
    workload.levels = std::move(levels);
  }
  return dockerfiles;
}

bool may_run_built_image(const Inventory& inventory) {
  return std::ranges::any_of(inventory.workloads, [](const Workload& workload) {
    const auto* const image = image_of(workload);
    return image != nullptr && level_of_image(**image, image->origin()).open.has_value();
  });
}

}  // namespace boltseal
