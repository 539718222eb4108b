#pragma once

#include <functional>
#include <string>
#include <vector>

#include "images/image_manifest.h"

namespace boltseal {

/// All that a name leads to: one image, or an index with an image for each of several platforms.
struct ImageSet {
  /// The index or the one image. Without a digest where a layout lists several platforms itself.
  Descriptor top;
  std::vector<Descriptor> images;  ///< Never empty; each once.

  bool is_index() const { return images.size() > 1 || images.front().digest != top.digest; }
};

/// The bytes behind a descriptor, compared with its digest.
using ReadManifest = std::function<Result<std::string>(const Descriptor&)>;

/// The images below manifests and indexes, through the indexes in them. Those for the platform
/// "unknown", as BuildKit's attestations are, are none.
Result<std::vector<Descriptor>> images_below(std::vector<Descriptor> manifests,
                                             const ReadManifest& read);

/// "linux/arm64"; the digest of an image for which no platform is said.
std::string platform_or_digest(const Descriptor& image);

}  // namespace boltseal
