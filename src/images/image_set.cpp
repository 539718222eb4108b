#include "images/image_set.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace boltseal {
namespace {

// Golang's official image, for 17 platforms and with an attestation for each, has 34 manifests.
constexpr std::size_t most_images = 256;
constexpr int most_nesting = 4;

}  // namespace

Result<std::vector<Descriptor>> images_below(std::vector<Descriptor> manifests,
                                             const ReadManifest& read) {
  std::vector<Descriptor> images;
  for (int depth = 0; depth < most_nesting; ++depth) {
    std::vector<Descriptor> below;
    for (Descriptor& each : manifests) {
      if (each.platform && each.platform->os == "unknown") continue;
      if (!is_index_type(each.media_type)) {
        const bool is_known = std::ranges::count(images, each.digest, &Descriptor::digest) > 0;
        if (!is_known) images.push_back(std::move(each));
        continue;
      }
      const auto body = read(each);
      if (!body) return std::unexpected(body.error());
      auto listed = read_image_index(*body);
      if (!listed) return std::unexpected(listed.error());
      std::ranges::move(*listed, std::back_inserter(below));
      if (images.size() + below.size() > most_images) {
        return fail("has images for more platforms than are taken");
      }
    }
    if (below.empty()) {
      if (images.empty()) return fail("holds no image");
      return images;
    }
    manifests = std::move(below);
  }
  return fail("holds indexes within indexes, too deep to follow");
}

std::string platform_or_digest(const Descriptor& image) {
  return image.platform && !image.platform->os.empty() ? shown(*image.platform) : image.digest;
}

}  // namespace boltseal
