#include "gate/kubernetes/admission_keeper.h"

#include <utility>

#include "advisories/lookup_file.h"
#include "base/date.h"
#include "base/text.h"
#include "gate/file_state.h"

namespace boltseal {

Result<std::unique_ptr<AdmissionKeeper>> AdmissionKeeper::make(const std::string& policy_file,
                                                               std::string images,
                                                               std::string advisories,
                                                               std::string_view version) {
  auto policies = PolicyKeeper::make(policy_file);
  if (!policies) return std::unexpected(policies.error());
  std::unique_ptr<AdmissionKeeper> keeper(
      new AdmissionKeeper(std::move(*policies), std::move(images), std::move(advisories), version));
  const Result<void> made =
      keeper->make_anew(keeper->policies_->policy(), keeper->state_of_files());
  if (!made) return std::unexpected(made.error());
  return keeper;
}

// Results are renamed into their folder, which changes it. Allowances end with a day.
std::string AdmissionKeeper::state_of_files() const {
  if (images_.empty()) return {};
  std::string state = file_state(images_) + ";" + to_text(today());
  if (!advisories_.empty()) state += ";" + file_state(advisories_);
  return state;
}

std::shared_ptr<const Admission> AdmissionKeeper::admission() {
  std::shared_ptr<const GatePolicy> policy = policies_->policy();
  const std::scoped_lock lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  std::string state = state_;
  if (now - looked_ >= std::chrono::seconds(1)) {
    looked_ = now;
    state = state_of_files();
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
  return make_anew(std::move(policy), state_of_files());
}

std::string AdmissionKeeper::failure() const {
  std::string failure = policies_->failure();
  if (!failure.empty()) return failure;
  const std::scoped_lock lock(mutex_);
  return failure_;
}

// What cannot be used leaves the verdicts before it in force; a new policy counts at once.
Result<void> AdmissionKeeper::make_anew(std::shared_ptr<const GatePolicy> policy,
                                        std::string state) {
  auto made = std::make_shared<Admission>();
  Result<ImageVerdicts> images = ImageVerdicts();
  if (!images_.empty()) {
    images = ImageVerdicts::read(images_, *policy, admission_ ? admission_->images.get() : nullptr);
  }
  if (images) {
    made->images = std::make_shared<const ImageVerdicts>(std::move(*images));
  } else if (admission_) {
    made->images = admission_->images;
  }
  if (!advisories_.empty()) {
    const auto file = LookupFile::open(advisories_);
    std::string digest = file ? file->digest() : admission_ ? admission_->scans->advisories : "";
    made->scans = {std::move(digest), policy->policy.digest, version_};
  }
  made->policy = std::make_shared<const GatePolicy>(policy_of_objects(*policy));
  std::string failure =
      images ? std::string() : sanitize(images.error().path) + ": " + images.error().message;
  // Only now: where there was no memory for all that, it is tried again.
  policy_ = std::move(policy);
  state_ = std::move(state);
  failure_ = std::move(failure);
  if (images || admission_) admission_ = std::move(made);
  if (!images) return std::unexpected(std::move(images.error()));
  return {};
}

}  // namespace boltseal
