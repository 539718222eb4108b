#pragma once

#include <string>
#include <vector>

#include "engines/live_engine.h"

namespace boltseal {

/// An object with what tells who made it.
struct OwnedObject {
  LiveObject object;
  std::string uid;
  std::string controller;  ///< The uid of who made it and keeps it; empty: nobody.
  bool makes_pods = false;
  /// Of a pod: the same for all pods that a template alone tells apart from others. Else empty.
  std::string shape = {};
};

/// Each workload once: leaves out what another one of these made by its template (the ReplicaSets
/// of a Deployment, the Jobs of a CronJob), and of the pods that one made keeps one for each way in
/// which they differ, since what admission or somebody changed in them is worth telling; they say
/// who made them. A mirror pod, which the kubelet made from a file of its node, stays.
std::vector<LiveObject> each_workload_once(std::vector<OwnedObject> objects);

}  // namespace boltseal
