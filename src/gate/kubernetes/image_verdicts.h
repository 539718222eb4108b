#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

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
  static Result<ImageVerdicts> read(const std::string& folder, const GatePolicy& policy);

  std::size_t count() const { return by_digest_.size(); }
  /// Null when no scan of exactly this image is known. Only a digest says which one it is.
  const Verdict* find(const ImageReference& image) const;

 private:
  std::map<std::string, Verdict, std::less<>> by_digest_;
};

}  // namespace boltseal
