#include "net/retry.h"

#include <thread>

namespace boltseal::net {

bool may_be_asked_again(Trouble kind) {
  return kind == Trouble::unreachable || kind == Trouble::too_slow || kind == Trouble::busy;
}

bool Retry::again(std::uint64_t bytes) {
  tries_ = bytes >= worthwhile ? 1 : tries_ + 1;
  if (tries_ >= most_tries || left_ == 0 || stop_) return false;
  --left_;
  const auto end = std::chrono::steady_clock::now() + shortest_ * (1 << tries_);
  while (!stop_ && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

}  // namespace boltseal::net
