#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "base/result.h"
#include "gate/kubernetes/scan_queue.h"

namespace boltseal {

/// Scans images one after the other in a thread of its own, and puts the results into the folder
/// from which ImageVerdicts are read. May be used by several threads.
class BackgroundScans {
 public:
  /// What `boltseal scan --format=json` says of an image, "registry.example.com/shop@sha256:…".
  /// Ends soon after `stop` becomes true.
  using Scan =
      std::function<Result<std::string>(const std::string& image, const std::atomic<bool>& stop)>;

  /// @param tell hears of what failed, in the thread that scans
  BackgroundScans(std::string folder, Scan scan, std::function<void(const Error&)> tell);
  /// Ends the scan that goes on, and forgets what waits.
  ~BackgroundScans();
  BackgroundScans(const BackgroundScans&) = delete;
  BackgroundScans& operator=(const BackgroundScans&) = delete;

  /// Asks for a scan; does not wait for it.
  void add(const std::string& image) { queue_.add(image); }
  ScanQueue::Counts counts() const { return queue_.counts(); }
  /// As Prometheus reads it (text format 0.0.4).
  std::string metrics() const;

 private:
  void scan_all();
  Result<void> scan(const std::string& image) const;

  const std::string folder_;
  const Scan scan_;
  const std::function<void(const Error&)> tell_;
  ScanQueue queue_;
  std::atomic<bool> is_over_ = false;
  std::thread thread_;
};

}  // namespace boltseal
