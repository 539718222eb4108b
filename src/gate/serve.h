#pragma once

#include <functional>

#include "net/server.h"

namespace boltseal {

/// What happens meanwhile to a server that runs until SIGTERM or SIGINT.
struct WhileServing {
  std::function<void()> reload;     ///< At SIGHUP.
  std::function<void()> look = {};  ///< Every few seconds; may be nothing.
};

/// Serves until it is told to stop, then answers what was asked before that. Call it before any
/// other thread is started: signals come to it alone.
void serve(net::HttpServer& server, const WhileServing& meanwhile);

}  // namespace boltseal
