#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>

#include "gate/decision.h"

namespace boltseal {

/// What a gate counts while it runs. May be used by several threads.
class GateMetrics {
 public:
  /// @param door as records name it; @param took from the request to its answer
  void count(std::string_view door, std::string_view call, const Decision& decision,
             std::chrono::nanoseconds took);
  void count_lost_record() { ++lost_records_; }

  /// As Prometheus reads it (text format 0.0.4), with what holds now.
  /// @param failure why the last change of the policy could not be used; may be empty
  std::string text(const GatePolicy& policy, std::string_view failure) const;

  static constexpr std::string_view media_type = "text/plain; version=0.0.4; charset=utf-8";

 private:
  /// Upper ends of the classes of how long an answer took.
  static constexpr std::array<std::chrono::microseconds, 10> ends = {
      std::chrono::microseconds(20),     std::chrono::microseconds(50),
      std::chrono::microseconds(100),    std::chrono::microseconds(200),
      std::chrono::microseconds(500),    std::chrono::microseconds(1000),
      std::chrono::microseconds(5000),   std::chrono::microseconds(20000),
      std::chrono::microseconds(100000), std::chrono::microseconds(1000000)};

  mutable std::mutex mutex_;
  /// By door, call and decision.
  std::map<std::tuple<std::string, std::string, std::string>, std::uint64_t> decisions_;
  std::map<std::string, std::uint64_t, std::less<>> rules_;  ///< How often each denied something.
  std::array<std::uint64_t, ends.size() + 1> classes_{};
  std::chrono::nanoseconds sum_{};
  std::atomic<std::uint64_t> lost_records_ = 0;
};

}  // namespace boltseal
