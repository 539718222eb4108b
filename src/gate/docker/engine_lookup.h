#pragma once

#include <memory>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace boltseal::docker {

/// What the engine knows of something that a call only names. The engine asks us about that as
/// well, in another connection, and is told that reading is free.
class EngineLookup {
 public:
  virtual ~EngineLookup() = default;
  /// The object of a path of the API: "/containers/web/json"; null when there is none.
  virtual Result<json> get(const std::string& path) const = 0;
};

/// Asks the engine that listens on this socket.
std::unique_ptr<EngineLookup> look_up_at(const std::string& socket);

}  // namespace boltseal::docker
