#include "gate/policy_keeper.h"

#include <utility>

#include "base/text.h"
#include "gate/file_state.h"

namespace boltseal {

Result<std::unique_ptr<PolicyKeeper>> PolicyKeeper::make(std::string path) {
  std::unique_ptr<PolicyKeeper> keeper(new PolicyKeeper(std::move(path)));
  if (Result<void> read = keeper->reload(); !read) return std::unexpected(read.error());
  return keeper;
}

// Changes whenever one of the files does: a volume of Kubernetes exchanges the link above them.
std::string PolicyKeeper::state_of_files() const {
  return file_state(path_) + ";" + file_state(break_glass_file(path_));
}

std::shared_ptr<const GatePolicy> PolicyKeeper::policy() {
  const std::scoped_lock lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (now - looked_ >= std::chrono::seconds(1)) {
    looked_ = now;
    if (std::string state = state_of_files(); state != state_) {
      static_cast<void>(read(std::move(state)));
    }
  }
  return policy_;
}

Result<void> PolicyKeeper::reload() {
  const std::scoped_lock lock(mutex_);
  return read(state_of_files());
}

std::string PolicyKeeper::failure() const {
  const std::scoped_lock lock(mutex_);
  return failure_;
}

Result<void> PolicyKeeper::read(std::string state) {
  Result<GatePolicy> policy = read_gate_policy(path_);
  // Only now: where there was no memory to read it, it is read again.
  state_ = std::move(state);
  if (!policy) {
    failure_ = sanitize(policy.error().path) + ": " + policy.error().message;
    return std::unexpected(std::move(policy.error()));
  }
  failure_.clear();
  policy_ = std::make_shared<const GatePolicy>(std::move(*policy));
  return {};
}

}  // namespace boltseal
