#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "images/blob_store.h"
#include "images/image_config.h"
#include "images/image_set.h"
#include "images/layer.h"
#include "images/layer_cache.h"
#include "images/platform.h"

namespace boltseal {

/// A layer of an image that lies on this machine.
struct StoredLayer {
  std::string blob;     ///< Its name in the store.
  std::string digest;   ///< Of the blob as stored; empty where the archive does not say.
  std::string diff_id;  ///< Of the unpacked archive, as the configuration says; may be empty.
  std::string trouble;  ///< Why it cannot be read at all; else empty.
};

/// An image that lies on this machine: in a layout of OCI or an archive of `docker save`.
struct StoredImage {
  std::string reference;  ///< "alpine:3.9"; may be empty.
  std::string digest;     ///< Of its manifest, else of its configuration.
  std::string config_digest;
  ImageConfig config;
  std::vector<StoredLayer> layers;  ///< The lowest first.
  std::shared_ptr<const BlobStore> store;
};

/// Which of several images is meant.
struct ImageChoice {
  /// Nothing: this machine's, or the only one there is.
  std::optional<ImagePlatform> platform;
  /// A name among several, or the digest of a manifest; empty: there has to be one.
  std::string reference;
};

/// Whether a store holds an image in one of the two forms.
bool holds_image(const BlobStore& store);
/// Manifests and the configuration have to have the digests by which they are named.
Result<StoredImage> open_image(std::shared_ptr<const BlobStore> store, const ImageChoice& choice);

/// All images that a layout holds under one name; of an archive of `docker save` without one, the
/// one image.
Result<ImageSet> list_images(std::shared_ptr<const BlobStore> store, const std::string& reference);

/// Reads a layer. What is compressed is compared with the digest by which it is named, since all of
/// it is read; of an archive that is not compressed only what is wanted is read, and nothing is
/// compared unless `verify` asks for it.
/// A layer that `cache` knows by its digest, or by the file that holds it, is not read again,
/// unless with `verify`.
Layer read_layer(const StoredImage& image, std::size_t layer, const WantedFiles& wanted,
                 bool verify, const LayerCache& cache, const LayerLimits& limits = {});
/// The unpacked tar archive of a layer.
Result<std::unique_ptr<ByteStream>> open_layer(const StoredImage& image, std::size_t layer);

}  // namespace boltseal
