#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boltseal::docker {

/// How a call of the engine is judged.
enum class Judged : std::uint8_t {
  reads,        ///< Changes nothing: passes, and is not recorded.
  passes,       ///< Gives nobody more than was judged before: recorded.
  create,       ///< Its body is a container.
  start,        ///< The container that it names is judged as the engine keeps it.
  update,       ///< Its body is a part of a container.
  exec,         ///< Its body is a process in a container.
  service,      ///< Its body is a service of a Swarm.
  volume,       ///< Its body is a volume.
  network,      ///< Its body is a network.
  build,        ///< Its query is how an image is built.
  body_passes,  ///< Has a body that has to be read whole, and passes.
  denied,       ///< Does not pass, whatever it says, but where the policy lets it.
};

struct Endpoint {
  std::string_view method;
  /// Segments; "{}" is any one, "{+}" one or more.
  std::string_view path;
  Judged judged = Judged::denied;
  std::string_view name;  ///< As records say it: "container create".
  /// Of one that is denied: the word by which the policy lets it pass (gate: docker: allow:).
  std::string_view withheld = {};
  std::string_view why = {};  ///< Why it is.
};

/// A call, taken apart.
struct ApiCall {
  const Endpoint* endpoint = nullptr;
  std::vector<std::string> names;            ///< What stands for the segments that are open.
  std::map<std::string, std::string> query;  ///< Decoded.
};

/// Finds out what a call means, as dockerd's router does (github.com/moby/moby,
/// daemon/server/router, versions 20.10 to 28). What could mean two things is an error: escaped
/// slashes, empty and dotted segments, a parameter given twice.
/// @param target as it was sent: "/v1.41/containers/create?name=web"
Result<ApiCall> read_api_call(std::string_view method, std::string_view target);

}  // namespace boltseal::docker
