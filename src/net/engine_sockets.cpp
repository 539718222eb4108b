#include "net/engine_sockets.h"

#include <string_view>
#include <utility>

#include "base/text.h"

namespace boltseal {
namespace {

EngineSocket named_socket(EngineKind kind, std::string_view variable, const std::string& value) {
  constexpr std::string_view scheme = "unix://";
  EngineSocket socket{.kind = kind, .path = {}, .is_named = true};
  if (value.starts_with(scheme)) {
    socket.path = value.substr(scheme.size());
  } else {
    socket.trouble = std::string(variable) + " names \"" + sanitize(value) +
                     "\"; only sockets of this machine (unix://) are asked";
  }
  return socket;
}

}  // namespace

std::vector<EngineSocket> engine_sockets(const net::Environment& environment) {
  std::vector<EngineSocket> sockets;
  const auto usual = [&](EngineKind kind, std::string path) {
    sockets.push_back({.kind = kind, .path = std::move(path)});
  };
  const std::string runtime = environment("XDG_RUNTIME_DIR"), home = environment("HOME");
  if (const std::string host = environment("DOCKER_HOST"); !host.empty()) {
    sockets.push_back(named_socket(EngineKind::docker, "DOCKER_HOST", host));
  } else {
    usual(EngineKind::docker, "/var/run/docker.sock");
    if (!runtime.empty()) usual(EngineKind::docker, runtime + "/docker.sock");
    if (!home.empty()) usual(EngineKind::docker, home + "/.docker/run/docker.sock");
  }
  if (const std::string host = environment("CONTAINER_HOST"); !host.empty()) {
    sockets.push_back(named_socket(EngineKind::podman, "CONTAINER_HOST", host));
  } else {
    if (!runtime.empty()) usual(EngineKind::podman, runtime + "/podman/podman.sock");
    usual(EngineKind::podman, "/run/podman/podman.sock");
  }
  return sockets;
}

}  // namespace boltseal
