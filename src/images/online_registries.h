#pragma once

#include <memory>
#include <set>
#include <string>

#include "base/files.h"
#include "images/registries.h"

namespace boltseal {

/// The real ones, asked as this user's Docker and Podman would: with their credentials,
/// certificates and proxies. `insecure`: registries whose certificate is not verified, and that may
/// do without TLS. `files` is borrowed. Nothing is sent before the first question.
std::unique_ptr<Registries> online_registries(const Files& files, std::set<std::string> insecure);

}  // namespace boltseal
