#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/build.h"
#include "model/grant.h"
#include "model/image.h"
#include "model/image_build.h"
#include "model/pod.h"
#include "model/project.h"
#include "model/subject.h"

namespace boltseal {

/// What one file (or file set) holds, in the model's words.
struct Inventory {
  std::vector<Workload> workloads;
  std::vector<Pod> pods;  ///< Each beside the workloads of its containers.
  std::vector<std::shared_ptr<const Build>> builds;  ///< Shared with who writes into them later.
  std::vector<Project> projects;
  std::vector<Engine> engines;
  std::vector<Host> hosts;
  std::vector<Grant> grants;
  std::vector<Image> images;
  std::vector<ImageBuild> image_builds;
  std::vector<Error> errors;  ///< What could not be examined: each makes the exit code 3.
};

}  // namespace boltseal
