#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace boltseal {

/// For which machines an image is (OCI image specification, "Image Index").
struct ImagePlatform {
  std::string os;            ///< "linux"
  std::string architecture;  ///< As Go names it: "amd64", "arm64", "arm".
  std::string variant;       ///< "v7"; empty where the architecture has one usual form.

  friend bool operator==(const ImagePlatform&, const ImagePlatform&) = default;
};

/// Reads "linux/arm/v7", "linux/x86_64", and "arm64" alone. Nothing for what names no platform.
std::optional<ImagePlatform> parse_platform(std::string_view text);
std::string shown(const ImagePlatform& platform);

/// Linux on the processor of this machine.
ImagePlatform this_platform();

/// The place of the best of several for a machine, as engines choose it: the same system and
/// architecture, and of the variants that the machine can run the newest; nothing when there is
/// none.
std::optional<std::size_t> choose_platform(std::span<const ImagePlatform> offered,
                                           const ImagePlatform& wanted);

}  // namespace boltseal
