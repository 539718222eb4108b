#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "net/failure.h"

namespace boltseal::net {

/// Whether the same question may have a better answer a little later.
bool may_be_asked_again(Trouble kind);

/// How often something is tried that comes in pieces: five times without getting on, and each time
/// after a longer pause, so that a server that has too much to do gets less.
class Retry {
 public:
  /// A try that brought so many bytes does not count: large files over poor lines arrive in many
  /// pieces.
  static constexpr std::uint64_t worthwhile = 1 << 20;

  /// `size`: of the whole, or the most that it may have. `stop` is borrowed.
  Retry(std::chrono::milliseconds patience, std::uint64_t size, const std::atomic<bool>& stop)
      : shortest_(patience / 64), left_(most_tries + size / worthwhile), stop_(stop) {}

  /// After a try that brought `bytes`: whether there is to be another one. Waits before it.
  bool again(std::uint64_t bytes);

 private:
  static constexpr int most_tries = 5;

  const std::chrono::milliseconds shortest_;
  std::uint64_t left_;
  int tries_ = 0;
  const std::atomic<bool>& stop_;
};

}  // namespace boltseal::net
