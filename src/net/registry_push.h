#pragma once

#include <string>
#include <string_view>

#include "net/registry.h"

// Putting things into a registry (OCI distribution specification 1.1, "Push").

namespace boltseal::net {

/// Puts a blob into the repository of a name, where it may be already.
/// @return its digest; the error is about the registry.
Result<std::string> push_blob(const RegistryClient& client, const ImageName& name,
                              std::string bytes);

struct PushedManifest {
  std::string digest;
  /// The registry keeps itself which manifests refer to which (header OCI-Subject); otherwise
  /// whoever pushes has to (the fallback tag).
  bool is_referrer = false;
};
/// Puts a manifest there under its reference; an empty one is its own digest.
Result<PushedManifest> push_manifest(const RegistryClient& client, const ImageName& name,
                                     const std::string& media_type, std::string body);

/// The index of manifests that refer to a digest, from the API or, where a registry has none, from
/// the fallback tag; empty when nothing does.
Result<std::string> referrers(const RegistryClient& client, const ImageName& name,
                              const std::string& digest);

/// Takes a manifest away, where the registry lets us; false where it does not, or has none.
bool remove_manifest(const RegistryClient& client, const ImageName& name);

/// The fallback tag of a digest, with what stands behind it: "sha256-4a2f….att".
std::string tag_of_digest(std::string_view digest, std::string_view suffix = {});

/// A manifest, or one with an empty body when there is none of that name.
Result<Manifest> manifest_if_there(const RegistryClient& client, const ImageName& name);

/// A blob of at most `most` bytes, compared with its digest.
Result<std::string> small_blob(const RegistryClient& client, const ImageName& name,
                               const std::string& digest, std::size_t most);

}  // namespace boltseal::net
