#pragma once

#include <string_view>

namespace boltseal {

/// A script that installs a container engine or a Kubernetes distribution.
struct EngineInstaller {
  std::string_view address;  ///< "get.docker.com"
  std::string_view engine;   ///< "Docker"
  std::string_view instead;  ///< What to install it from in production.
};

/// The installer that an address (with or without its scheme) leads to; null when it is none.
/// host/engine-from-script reports them, so that no other rule needs to.
const EngineInstaller* engine_installer_at(std::string_view address);

}  // namespace boltseal
