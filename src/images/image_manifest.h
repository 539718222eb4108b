#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "images/platform.h"

namespace boltseal {

/// What a manifest or an index says of a blob (OCI image specification, "Content Descriptors").
struct Descriptor {
  std::string media_type;
  std::string digest;  ///< One that can be verified: sha256 or sha512.
  std::uint64_t size = 0;
  std::optional<ImagePlatform> platform;
  bool is_foreign = false;     ///< A layer that registries may leave to another place.
  std::string reference = {};  ///< The name that a layout gives to an image; may be empty.
};

/// The manifest of one image, in OCI's or Docker's form (schema 2).
struct ImageManifest {
  Descriptor config;
  std::vector<Descriptor> layers;  ///< From the bottom up.
};

/// How many layers an image may have: overlayfs mounts 500, and engines make no more than 127.
inline constexpr std::size_t most_layers = 512;

bool is_index_type(std::string_view media_type);

/// Fails for what is no manifest of a container image, and for one with more than most_layers.
Result<ImageManifest> read_image_manifest(std::string_view body);
/// The manifests of an index (an OCI index or a Docker manifest list).
Result<std::vector<Descriptor>> read_image_index(std::string_view body);

/// The manifest for a machine: an index without platforms and with one manifest has one for all.
/// The error names the platforms that there are.
Result<Descriptor> choose_manifest(const std::vector<Descriptor>& manifests,
                                   const ImagePlatform& platform);

}  // namespace boltseal
