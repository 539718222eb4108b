#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gate/decision.h"
#include "model/image_reference.h"

namespace boltseal {

/// What the result of a scan depends on beside the image.
struct ScanBasis {
  std::string advisories;  ///< The digest of the advisory file; may be empty.
  std::string policy;      ///< That of the policy's file, or "built-in".
  std::string version;     ///< Of boltseal.
  friend bool operator==(const ScanBasis&, const ScanBasis&) = default;
};

/// What scans have found in images, read once and asked in memory: results of `boltseal scan
/// --format=json` in one folder, judged by the policy of the gate. Several of one image count by
/// the date of their advisories, the newest alone; of those of one day that by the gate's policy,
/// else the one that denies most.
class ImageVerdicts {
 public:
  /// Denies a container that says nothing of it itself: `user/root` of an image whose user the pod
  /// may exchange.
  struct UnlessSaid {
    const NamedRule* rule;
    std::string what;  ///< "user/root (high)"
  };
  struct Verdict {
    std::string subject;  ///< The image as the scan named it.
    std::string worst;    ///< What denies it: "CVE-2026-1 in openssl (critical)"; empty: nothing.
    std::size_t denying = 0;  ///< How many findings do.
    std::vector<UnlessSaid> unless_said = {};
    bool is_unfinished = false;  ///< Something could not be examined.
    std::string date;            ///< Of its newest advisories: "2026-11-25".
  };

  /// None: every image is unknown.
  ImageVerdicts() = default;
  /// @param folder with a file NAME.json for each image; others are passed over. A file that is no
  ///   result of a scan is an error.
  /// @param before what was read there earlier: files that did not change since are not read again.
  ///   May be null.
  static Result<ImageVerdicts> read(const std::string& folder, const GatePolicy& policy,
                                    const ImageVerdicts* before = nullptr);

  std::size_t count() const { return by_digest_.size(); }
  /// Null when no scan of exactly this image is known. Only a digest says which one it is.
  const Verdict* find(const ImageReference& image) const;
  /// Whether one of its scans was by just that.
  bool has_scan(const ImageReference& image, const ScanBasis& by) const;

 private:
  /// What a file says, whatever the policy says of it.
  struct File {
    struct Rated {
      std::size_t count = 0;
      std::string first;  ///< "CVE-2026-1 in openssl (critical)"
    };
    struct Conditional {
      Severity severity = Severity::low;
      std::string what;
      std::string until = {};           ///< "2027-01-31": the last day on which it denies nothing.
      const NamedRule* rule = nullptr;  ///< Denies unless a container says it itself; may be null.
    };

    std::string state;  ///< Another one when the file is changed (gate/file_state.h).
    std::vector<std::string> digests;
    std::string subject, date;
    ScanBasis by;
    std::array<Rated, static_cast<std::size_t>(Severity::critical) + 1> by_severity;
    std::vector<Conditional> conditional;
    bool is_unfinished = false;
  };
  struct Known {
    Verdict newest;
    bool is_by_our_policy = false;  ///< The newest.
    std::vector<ScanBasis> by;      ///< All its scans.
  };

  static Result<File> read_file(const std::string& path, std::string state);
  static Verdict judge(const File& file, const GatePolicy& policy, std::string_view today);
  void add(const File& file, const GatePolicy& policy, std::string_view today);
  const Known* known(const ImageReference& image) const;

  std::map<std::string, std::shared_ptr<const File>, std::less<>> files_;  ///< By their paths.
  std::map<std::string, Known, std::less<>> by_digest_;
};

}  // namespace boltseal
