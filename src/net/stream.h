#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string_view>

#include "net/failure.h"

namespace boltseal::net {

using Deadline = std::chrono::steady_clock::time_point;

/// Bytes to and from a peer. Calls wait until the deadline at most. Not for several threads.
class Stream {
 public:
  virtual ~Stream() = default;
  /// At least one byte; 0 when the peer has ended.
  virtual Outcome<std::size_t> read(std::span<char> into, Deadline deadline) = 0;
  /// All of them.
  virtual Outcome<void> write(std::string_view bytes, Deadline deadline) = 0;
};

}  // namespace boltseal::net
