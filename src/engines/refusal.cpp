#include "engines/refusal.h"

#include <unistd.h>

#include <cerrno>

namespace boltseal {

Error refusal(const Endpoint& endpoint, const net::Failure& failure) {
  const bool is_refused = ::access(endpoint.path.c_str(), R_OK | W_OK) != 0 && errno == EACCES;
  return {failure.message,
          place_of(endpoint),
          {},
          is_refused ? "run this as root, or as somebody who may use the engine" : failure.remedy};
}

}  // namespace boltseal
