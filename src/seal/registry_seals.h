#pragma once

#include <string>
#include <string_view>
#include <vector>

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

/// Puts envelopes to both places. What others have put there stays; what this key said of the same
/// kind before is replaced.
/// @param manifest of the image that is sealed
Result<void> push_seals(const net::RegistryClient& client, const net::ImageName& image,
                        const net::Manifest& manifest, const std::vector<SealToPush>& seals,
                        const std::string& key_id);

}  // namespace boltseal
