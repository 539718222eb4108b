#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/file_lock.h"
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
  /// How large the cache may be in the end, beside what is in use.
  std::uint64_t most_kept = 8ull << 30;
  /// Hears how much has come; in any thread but never in two at once.
  std::function<void(std::uint64_t bytes, std::uint64_t of)> progress = [](auto, auto) {};
};

/// An OCI image layout with one image.
struct DownloadedImage {
  std::string folder;
  FileLock in_use;  ///< Nobody removes it before this ends.
};

/// Brings an image from its registry into a layout below the cache folder. Layers that are there
/// already, of this image or of another, are not asked for again; everything is verified as it
/// comes. A reference by digest that is there is not asked for at all. Then removes what was used
/// least recently.
Result<DownloadedImage> download_image(const net::RegistryClient& registry,
                                       const ImageReference& image, const ImageDownload& how);

}  // namespace boltseal
