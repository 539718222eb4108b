#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/files.h"
#include "model/image_build.h"

namespace boltseal {

/// The images that a tree builds, by their names.
class BuiltImages {
 public:
  /// @param dockerfiles those of the tree, against which places that are not sure are held.
  void add(const std::vector<ImageBuild>& builds, const std::set<std::string>& dockerfiles,
           const Files& files);

  /// The build of an image that a workload runs; null when the tree does not build it, or when more
  /// than one Dockerfile may be meant. Names agree by registry and repository, because tags change
  /// from build to build; where a part of one is not known (`$REGISTRY/web`), the last part has to
  /// agree and exactly one image of the tree must have it.
  const BuildRequest* find(const ImageReference& image) const;

  bool empty() const { return by_last_part_.empty(); }

 private:
  struct Built {
    std::vector<ImageReference> names;
    BuildRequest request;
  };
  std::map<std::string, std::vector<Built>, std::less<>> by_last_part_;
};

}  // namespace boltseal
