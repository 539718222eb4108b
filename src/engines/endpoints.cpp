#include "engines/endpoints.h"

#include <pwd.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>
#include <utility>

#include "net/engine_sockets.h"

namespace boltseal {
namespace {

std::string_view name_of_kind(EngineKind kind) {
  return kind == EngineKind::docker ? "docker" : "podman";
}

// The name of a user, or the number where there is none.
std::string user_of(const std::string& uid) {
  uid_t number = 0;
  const auto [end, error] = std::from_chars(uid.data(), uid.data() + uid.size(), number);
  if (error != std::errc() || end != uid.data() + uid.size()) return uid;
  struct passwd entry = {};
  struct passwd* found = nullptr;
  std::string buffer(4096, '\0');
  getpwuid_r(number, &entry, buffer.data(), buffer.size(), &found);
  return found != nullptr ? found->pw_name : uid;
}

}  // namespace

std::string title_of(const Endpoint& endpoint) {
  return endpoint.user.empty() ? endpoint.engine : endpoint.engine + " of " + endpoint.user;
}

std::vector<Endpoint> find_endpoints(const net::Environment& environment) {
  std::vector<Endpoint> wanted;
  for (EngineSocket& socket : engine_sockets(environment)) {
    wanted.push_back({std::string(name_of_kind(socket.kind)),
                      {},
                      std::move(socket.path),
                      socket.is_named,
                      std::move(socket.trouble)});
  }
  // Variables name the engine that their owner likes to work with; here all of them count.
  wanted.push_back({"docker", {}, "/var/run/docker.sock"});
  wanted.push_back({"podman", {}, "/run/podman/podman.sock"});
  std::error_code error;
  for (const auto& folder : std::filesystem::directory_iterator("/run/user", error)) {
    const std::string user = user_of(folder.path().filename());
    wanted.push_back({"docker", user, folder.path() / "docker.sock"});
    wanted.push_back({"podman", user, folder.path() / "podman/podman.sock"});
  }
  std::vector<Endpoint> found;
  std::set<std::pair<dev_t, ino_t>> known;
  for (Endpoint& endpoint : wanted) {
    struct stat status = {};
    const bool is_there = ::stat(endpoint.path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
    if (!is_there && !endpoint.is_named) continue;
    if (is_there && !known.emplace(status.st_dev, status.st_ino).second) continue;
    found.push_back(std::move(endpoint));
  }
  return found;
}

}  // namespace boltseal
