#pragma once

#include <optional>
#include <string>

#include "check/truth.h"
#include "model/running_container.h"

namespace boltseal {

/// All that is known of one container, apart from what rules say of it. Nothing here is sanitized
/// or masked.
struct AuditedContainer {
  std::string path;    ///< As the places of findings name it: "docker container web".
  std::string engine;  ///< "docker at /var/run/docker.sock"
  std::string id;      ///< The engine's own.
  std::string image;   ///< As findings about its packages name it: "docker image nginx:1.27".
  std::string image_id;
  int pid = 0;  ///< Of its first process; 0: it does not run.
  std::optional<Place> made_from;
  WorkloadTruth truth;               ///< What its engine says: name, platform, place and facts.
  std::optional<KernelView> kernel;  ///< Nothing: not seen from here.
};

}  // namespace boltseal
