#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "images/image_set.h"
#include "net/registry.h"

namespace boltseal {

/// An envelope that is put beside an image.
struct SealToPush {
  std::string predicate_type;
  std::string envelope;
};

/// All envelopes that a registry keeps of an image: those of the tag that cosign reads
/// ("sha256-….att"), and those that refer to it (OCI 1.1, or the fallback tag). None of them is
/// trusted. `image` has the digest as its reference.
Result<std::vector<std::string>> pull_seals(const net::RegistryClient& client,
                                            const net::ImageName& image);

/// What is put beside one image or index.
struct SealsOfImage {
  Descriptor image;
  std::vector<SealToPush> seals;
};

/// Puts envelopes to both places. What others have put there stays; what this key said of the same
/// kind before is replaced.
/// @param name whose repository it is; the reference is not looked at
Result<void> push_seals(const net::RegistryClient& client, const net::ImageName& name,
                        std::span<const SealsOfImage> all, const std::string& key_id);

/// An image in its registry, asked as this user's Docker and Podman would.
class RegistryImageSeals {
 public:
  /// Asks what a name leads to. `files` is borrowed; `insecure` are registries whose certificate is
  /// not verified.
  static Result<RegistryImageSeals> find(const std::string& name, const Files& files,
                                         const std::set<std::string>& insecure);

  const ImageSet& images() const { return images_; }
  /// What is beside one of them, or beside the index.
  Result<std::vector<std::string>> pull(const std::string& digest) const;
  Result<void> push(std::span<const SealsOfImage> all, const std::string& key_id) const;

 private:
  RegistryImageSeals() = default;
  std::unique_ptr<net::Credentials> credentials_;
  std::unique_ptr<net::RegistryClient> client_;
  net::ImageName name_;
  ImageSet images_;
};

/// "team/app:1" with another digest: "team/app@sha256:…".
std::string with_digest(const std::string& name, const std::string& digest);

}  // namespace boltseal
