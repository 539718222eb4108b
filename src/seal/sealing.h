#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/files.h"
#include "model/verdict.h"
#include "scan/scan.h"
#include "seal/predicate.h"
#include "seal/signer.h"
#include "seal/statement.h"

namespace boltseal {

/// Files that remember what was read of them, so that exactly the bytes that were judged are
/// sealed. `files` is borrowed.
class RecordingFiles final : public Files {
 public:
  explicit RecordingFiles(const Files& files) : files_(files) {}

  Result<std::string> read(const std::string& path) const override;
  bool exists(const std::string& path) const override;

  /// What was read, named as seen from a folder.
  std::vector<SealedSubject> subjects(const std::string& folder) const;
  /// What was asked for and was not there, the same.
  std::vector<std::string> absent(const std::string& folder) const;

 private:
  const Files& files_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::string> digests_;  // guarded by mutex_; empty: not there
};

/// A path as seen from a folder: "../web/Dockerfile"; one that cannot be is left as it is.
std::string seen_from(const std::string& folder, const std::string& path);

/// What a verdict that passes leaves to be said; paths in it are seen from a folder.
SealPredicate predicate_of(const Verdict& verdict, RuleBook book, const std::string& folder);
SealPredicate predicate_of(const ScanResult& result, RuleBook book);

/// Adds what is to be said of one more image under the same name.
void add_image(SealPredicate& all, SealPredicate&& one, SealedImage image);

/// A day so many days after a moment, at the same time.
std::string days_after(const std::string& moment, int days);

/// An envelope with one signature.
Result<std::string> signed_envelope(std::string_view statement, Signer& signer);

}  // namespace boltseal
