#pragma once

#include <chrono>
#include <cstdint>

#include "sources/yaml/yaml.h"

namespace boltseal {

/// How often a health check is asked, and how often it may fail before the container is unhealthy.
struct CheckPace {
  std::chrono::milliseconds interval;
  std::int64_t retries;
};

/// The pace of a Compose health check (null: that of the image) when it is asked every two seconds
/// or more often: a service that is well is known to be so sooner, and the time after which it
/// counts as unhealthy stays.
CheckPace quick_pace(const yaml::Node* health_check);

}  // namespace boltseal
