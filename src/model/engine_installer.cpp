#include "model/engine_installer.h"

#include <array>

namespace boltseal {
namespace {

// docs.docker.com, "Install using the convenience script"; docs.k3s.io and docs.rke2.io, "Quick
// start"; ranchermanager.docs.rancher.com, "Installing Docker".
constexpr std::array installers = {
    EngineInstaller{"get.docker.com", "Docker", "the packages of download.docker.com"},
    EngineInstaller{"test.docker.com", "a test version of Docker",
                    "the packages of download.docker.com"},
    EngineInstaller{"get.k3s.io", "k3s", "a pinned release with its checksum"},
    EngineInstaller{"get.rke2.io", "RKE2", "a pinned release with its checksum"},
    EngineInstaller{"releases.rancher.com/install-docker", "Docker",
                    "the packages of download.docker.com"},
};

}  // namespace

const EngineInstaller* engine_installer_at(std::string_view address) {
  if (const std::size_t scheme = address.find("://"); scheme != std::string_view::npos) {
    address.remove_prefix(scheme + 3);
  }
  for (const EngineInstaller& each : installers) {
    if (!address.starts_with(each.address)) continue;
    const std::string_view rest = address.substr(each.address.size());
    if (rest.empty() || rest.front() == '/' || rest.front() == '?') return &each;
  }
  return nullptr;
}

}  // namespace boltseal
