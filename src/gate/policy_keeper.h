#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "gate/decision.h"

namespace boltseal {

/// The policy of a gate that runs for long: whoever asks gets the one that holds now, and keeps it
/// as long as needed while another takes its place. May be used by several threads.
class PolicyKeeper {
 public:
  /// Fails when the policy cannot be used (read_gate_policy).
  static Result<std::unique_ptr<PolicyKeeper>> make(std::string path);

  /// Looks once a second whether a file changed. One that cannot be used changes nothing: the
  /// policy before it holds, and `failure` says why.
  std::shared_ptr<const GatePolicy> policy();
  /// Reads again now.
  Result<void> reload();
  /// Why the last file could not be used; empty: it is in use.
  std::string failure() const;

 private:
  explicit PolicyKeeper(std::string path) : path_(std::move(path)) {}
  std::string state_of_files() const;
  Result<void> read(std::string state);

  const std::string path_;
  mutable std::mutex mutex_;
  std::shared_ptr<const GatePolicy> policy_;
  std::string state_, failure_;
  std::chrono::steady_clock::time_point looked_;
};

}  // namespace boltseal
