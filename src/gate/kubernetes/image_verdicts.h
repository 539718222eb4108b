#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "gate/decision.h"
#include "model/image_reference.h"

namespace boltseal {

/// What scans have found in images, read once and asked in memory: results of `boltseal scan
/// --format=json` in one folder, judged by the policy of the gate. Several of one image count by
/// the date of their advisories, the newest alone.
class ImageVerdicts {
 public:
  struct Verdict {
    std::string subject;  ///< The image as the scan named it.
    std::string worst;    ///< What denies it: "CVE-2026-1 (critical) in openssl"; empty: nothing.
    std::size_t denying = 0;     ///< How many findings do.
    bool is_unfinished = false;  ///< Something could not be examined.
    std::string advisories;      ///< The digest of the advisory file.
    std::string date;            ///< Of its newest advisories: "2026-11-25".
  };

  /// None: every image is unknown.
  ImageVerdicts() = default;
  /// @param folder with a file NAME.json for each image; others are passed over. A file that is no
  ///   result of a scan is an error.
  /// @param before what was read there earlier, by the same policy: files that did not change since
  ///   are not read again. May be null.
  static Result<ImageVerdicts> read(const std::string& folder, const GatePolicy& policy,
                                    const ImageVerdicts* before = nullptr);

  std::size_t count() const { return by_digest_.size(); }
  /// Null when no scan of exactly this image is known. Only a digest says which one it is.
  const Verdict* find(const ImageReference& image) const;
  /// Whether one of its scans was by this advisory file.
  bool has_scan(const ImageReference& image, std::string_view advisories) const;

 private:
  struct File {
    std::string state;  ///< Another one when it is changed.
    std::vector<std::string> digests;
    Verdict verdict;
  };
  struct Known {
    std::shared_ptr<const File> newest;
    std::vector<std::string> advisories;  ///< Of all its scans.
  };

  static Result<File> read_file(const std::string& path, std::string state,
                                const GatePolicy& policy, Date today);
  void add(const std::shared_ptr<const File>& file);
  const Known* known(const ImageReference& image) const;

  Date day_;  ///< On which it was read: allowances end.
  std::map<std::string, std::shared_ptr<const File>, std::less<>> files_;  ///< By their paths.
  std::map<std::string, Known, std::less<>> by_digest_;
};

}  // namespace boltseal
