#pragma once

#include <atomic>

namespace boltseal {

/// While it lives, SIGINT, SIGTERM and SIGHUP only set `asked`, so that what was started can be
/// removed, and SIGPIPE does nothing. At its end the signal that came does what it always does.
/// There is at most one.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  static const std::atomic<bool>& asked();
};

}  // namespace boltseal
