#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "gate/docker/bind_source.h"
#include "gate/docker/endpoints.h"
#include "gate/docker/engine_lookup.h"

namespace boltseal::docker {

/// What is asked besides the call itself. All is borrowed.
struct Around {
  const EngineLookup& engine;
  const HostFiles& host;
  std::string runtime = {};  ///< Of the policy: besides the engine's own the only one that may be
                             ///< asked for.
};

/// What a call would make, as the engine tells of containers and services that are there already
/// (sources/inspect), so that the same is read from both; null: nothing of it is judged. What a
/// container joins stands beside it. Paths of the host are those that would be mounted.
/// @param body as read_go_json gives it; null where there is none
Result<json> asked_object(const ApiCall& call, const json& body, const Around& around);

/// Whether such an object is only a part of what there is: what it does not say is not known.
bool is_part(const std::string& call_name);

}  // namespace boltseal::docker
