#include "gate/kubernetes/admission_keeper.h"

#include <sys/stat.h>

#include <utility>

#include "base/text.h"

namespace boltseal {

Result<std::unique_ptr<AdmissionKeeper>> AdmissionKeeper::make(const std::string& policy_file,
                                                               std::string images) {
  auto policies = PolicyKeeper::make(policy_file);
  if (!policies) return std::unexpected(policies.error());
  std::unique_ptr<AdmissionKeeper> keeper(
      new AdmissionKeeper(std::move(*policies), std::move(images)));
  const Result<void> made =
      keeper->make_anew(keeper->policies_->policy(), keeper->state_of_images());
  if (!made) return std::unexpected(made.error());
  return keeper;
}

// A folder changes when a file comes, goes or is renamed into it, which is how results are to be
// put there.
std::string AdmissionKeeper::state_of_images() const {
  struct stat status = {};
  if (images_.empty() || ::stat(images_.c_str(), &status) != 0) return {};
  return std::to_string(status.st_ino) + "," + std::to_string(status.st_mtim.tv_sec) + "," +
         std::to_string(status.st_mtim.tv_nsec);
}

std::shared_ptr<const Admission> AdmissionKeeper::admission() {
  std::shared_ptr<const GatePolicy> policy = policies_->policy();
  const std::scoped_lock lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  std::string state = state_;
  if (now - looked_ >= std::chrono::seconds(1)) {
    looked_ = now;
    state = state_of_images();
  }
  if (policy != policy_ || state != state_) {
    static_cast<void>(make_anew(std::move(policy), std::move(state)));
  }
  return admission_;
}

Result<void> AdmissionKeeper::reload() {
  if (Result<void> read = policies_->reload(); !read) return read;
  std::shared_ptr<const GatePolicy> policy = policies_->policy();
  const std::scoped_lock lock(mutex_);
  return make_anew(std::move(policy), state_of_images());
}

std::string AdmissionKeeper::failure() const {
  std::string failure = policies_->failure();
  if (!failure.empty()) return failure;
  const std::scoped_lock lock(mutex_);
  return failure_;
}

// A folder that cannot be used leaves the verdicts before it in force; a new policy counts at once.
Result<void> AdmissionKeeper::make_anew(std::shared_ptr<const GatePolicy> policy,
                                        std::string state) {
  auto made = std::make_shared<Admission>();
  Result<ImageVerdicts> images = ImageVerdicts();
  if (!images_.empty()) images = ImageVerdicts::read(images_, *policy);
  if (images) {
    made->images = std::make_shared<const ImageVerdicts>(std::move(*images));
  } else if (admission_) {
    made->images = admission_->images;
  }
  made->policy = std::make_shared<const GatePolicy>(policy_of_objects(*policy));
  policy_ = std::move(policy);
  state_ = std::move(state);
  failure_ = images ? std::string() : sanitize(images.error().path) + ": " + images.error().message;
  if (images || admission_) admission_ = std::move(made);
  if (!images) return std::unexpected(std::move(images.error()));
  return {};
}

}  // namespace boltseal
