#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace boltseal {

/// Images that wait for a scan, each once: a bounded line from those who meet an image to the one
/// who scans. What was scanned, or could not be, is not taken again for a while. May be used by
/// several threads.
class ScanQueue {
 public:
  using Clock = std::chrono::steady_clock;

  struct Bounds {
    std::size_t waiting = 1000;
    std::size_t remembered = 10'000;  ///< Images that are done.
    /// Until then its result has been read, or will not be.
    Clock::duration pause = std::chrono::minutes(1);
    Clock::duration pause_after_failure = std::chrono::minutes(15);
  };

  struct Counts {
    std::uint64_t queued = 0, dropped = 0, scanned = 0, failed = 0;
    std::size_t waiting = 0;
  };

  ScanQueue() = default;
  explicit ScanQueue(const Bounds& bounds) : bounds_(bounds) {}

  /// Puts an image at the end, unless it waits, is being scanned or was done lately. Where there is
  /// no place left it is dropped, and counted. Does not wait for any scan.
  void add(const std::string& image, Clock::time_point now = Clock::now());
  /// The next one, for which it waits. Nothing: all is over.
  std::optional<std::string> take();
  /// Says how the scan of what was taken has ended.
  void finish(const std::string& image, bool is_scanned, Clock::time_point now = Clock::now());
  /// From now on there is nothing to take.
  void stop();

  Counts counts() const;

 private:
  void forget(Clock::time_point now);

  const Bounds bounds_ = {};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> waiting_;
  /// When each image may be taken again: at no time while it waits or is being scanned.
  std::map<std::string, Clock::time_point, std::less<>> not_before_;
  Counts counts_;
  bool is_over_ = false;
};

}  // namespace boltseal
