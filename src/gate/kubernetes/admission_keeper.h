#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "gate/kubernetes/admission.h"
#include "gate/policy_keeper.h"

namespace boltseal {

/// What admissions decide by while a gate runs: it is read again when the policy, the folder of
/// scans or the advisory file changes. May be used by several threads.
class AdmissionKeeper {
 public:
  /// Fails when the policy or a scan cannot be used.
  /// @param images the folder of ImageVerdicts; empty: none is asked
  /// @param advisories the file by which images are scanned of which no scan is known; empty: none
  ///   are
  /// @param version of boltseal, by which they are scanned
  static Result<std::unique_ptr<AdmissionKeeper>> make(const std::string& policy_file,
                                                       std::string images,
                                                       std::string advisories = {},
                                                       std::string_view version = {});

  /// What holds now; stays as long as somebody holds it.
  std::shared_ptr<const Admission> admission();
  Result<void> reload();
  /// Why the last change could not be used; empty: it is in use.
  std::string failure() const;

 private:
  AdmissionKeeper(std::unique_ptr<PolicyKeeper> policies, std::string images,
                  std::string advisories, std::string_view version)
      : policies_(std::move(policies)),
        images_(std::move(images)),
        advisories_(std::move(advisories)),
        version_(version) {}
  std::string state_of_files() const;
  Result<void> make_anew(std::shared_ptr<const GatePolicy> policy, std::string state);

  const std::unique_ptr<PolicyKeeper> policies_;
  const std::string images_, advisories_, version_;
  mutable std::mutex mutex_;
  std::shared_ptr<const GatePolicy> policy_;  // as it was kept, of which admission_ is made
  std::shared_ptr<const Admission> admission_;
  std::string state_, failure_;
  std::chrono::steady_clock::time_point looked_;
};

}  // namespace boltseal
