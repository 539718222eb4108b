#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "images/platform.h"
#include "model/image_reference.h"
#include "net/registry.h"

namespace boltseal {

/// How an image is brought here.
struct ImageDownload {
  ImagePlatform platform = this_platform();
  /// Shared by all images, threads and processes; made when needed.
  std::string cache_folder;
  /// Of everything that belongs to one image, as compressed as it comes.
  std::uint64_t most_bytes = 16ull << 30;
  /// Hears how much has come; in any thread but never in two at once.
  std::function<void(std::uint64_t bytes, std::uint64_t of)> progress = [](auto, auto) {};
};

/// Brings an image from its registry into an OCI image layout with that one image, below the cache
/// folder, and returns the layout's folder. Layers that are there already, of this image or of
/// another, are not asked for again; everything is verified as it comes. A reference by digest that
/// is there is not asked for at all.
Result<std::string> download_image(const net::RegistryClient& registry, const ImageReference& image,
                                   const ImageDownload& how);

}  // namespace boltseal
