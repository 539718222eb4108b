#pragma once

#include <memory>
#include <set>
#include <string>

#include "base/files.h"
#include "images/registries.h"
#include "images/registry_image.h"

namespace boltseal {

/// The real ones, asked as this user's Docker and Podman would: with their credentials,
/// certificates and proxies. `insecure`: registries whose certificate is not verified, and that may
/// do without TLS. `files` is borrowed. Nothing is sent before the first question.
std::unique_ptr<Registries> online_registries(const Files& files, std::set<std::string> insecure);

/// Brings an image by its name, "alpine:3.18", from its registry, asked in the same way, into an
/// OCI layout (images/registry_image.h).
Result<DownloadedImage> download_image(const std::string& name, const ImageDownload& how,
                                       const Files& files, const std::set<std::string>& insecure);

}  // namespace boltseal
