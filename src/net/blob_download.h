#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "net/blob_store.h"
#include "net/registry.h"

namespace boltseal::net {

/// What a manifest says of a part of an image.
struct BlobName {
  std::string digest;
  std::uint64_t size = 0;  ///< Bytes.
};

/// Brings a blob of an image into a store, unless it is there already: continues what an earlier
/// attempt, also of another process, left; after a broken connection asks for the rest, where the
/// registry gives parts, a bounded number of times. What arrives is neither larger than declared
/// nor of another digest, and does not come slower than the client's settings allow.
/// @param progress hears how many bytes of the blob are there; fewer again when it starts over
/// @param stop ends it with an error when it becomes true
Result<void> download_blob(const RegistryClient& registry, const ImageName& image,
                           const BlobName& blob, const BlobStore& store,
                           const std::function<void(std::uint64_t)>& progress,
                           const std::atomic<bool>& stop);

}  // namespace boltseal::net
