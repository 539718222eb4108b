#include "engines/endpoints.h"

#include <pwd.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/file_beginning.h"
#include "base/text.h"
#include "engines/contexts.h"
#include "net/engine_sockets.h"

namespace boltseal {
namespace {

std::string_view name_of_kind(EngineKind kind) {
  return kind == EngineKind::docker ? "docker" : "podman";
}

// containerd, also the one that k3s and MicroK8s bring. It serves the CRI as well, at the same
// socket, unless that is switched off.
constexpr const char* containerd_sockets[] = {"/run/containerd/containerd.sock",
                                              "/run/k3s/containerd/containerd.sock",
                                              "/var/snap/microk8s/common/run/containerd.sock"};
constexpr const char* cri_sockets[] = {"/run/crio/crio.sock", "/var/run/cri-dockerd.sock"};

constexpr std::string_view unix_scheme = "unix://";

// "unix:///run/crio/crio.sock", or the path alone.
void add_named(std::string_view engine, std::string_view named_by, const std::string& written,
               std::vector<Endpoint>& wanted) {
  if (written.empty()) return;
  Endpoint endpoint{.engine = std::string(engine), .user = {}, .path = written, .is_named = true};
  if (written.starts_with(unix_scheme)) {
    endpoint.path.erase(0, unix_scheme.size());
  } else if (!written.starts_with('/')) {
    endpoint.trouble = std::string(named_by) + " names \"" + sanitize(written) +
                       "\"; only sockets of this machine (unix://) are asked";
  }
  wanted.push_back(std::move(endpoint));
}

// What the clients of Docker and Podman are set up for. Engines elsewhere are only worth a word
// when they are the ones that the client talks to.
void add_contexts(const net::Environment& environment, std::vector<Endpoint>& wanted) {
  for (const NamedEngine& named : named_engines(environment)) {
    if (named.address.empty()) {
      if (!named.is_chosen) continue;
      Endpoint endpoint{.engine = named.engine, .user = {}, .path = {}, .is_named = true};
      endpoint.trouble = named.named_by + " is chosen, but nothing says where it is";
      wanted.push_back(std::move(endpoint));
    } else if (named.is_chosen) {
      add_named(named.engine, named.named_by, named.address, wanted);
    } else if (named.address.starts_with(unix_scheme)) {
      wanted.push_back({named.engine, {}, named.address.substr(unix_scheme.size())});
    }
  }
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

// An agent that listens where agents usually do is only asked when one runs.
void add_nomad(const std::string& address, bool is_running, std::vector<Endpoint>& wanted) {
  if (address.empty() && !is_running) return;
  Endpoint endpoint{.engine = "nomad",
                    .user = {},
                    .path = address.empty() ? "http://127.0.0.1:4646" : address,
                    .is_named = !address.empty()};
  if (!endpoint.path.starts_with(unix_scheme)) {
    const Result<net::Url> url = net::parse_url(endpoint.path);
    endpoint.is_elsewhere = url && !net::is_loopback(url->host);
  }
  wanted.push_back(std::move(endpoint));
}

// "dockerd -H unix:///run/other.sock", "podman system service unix:///tmp/podman.sock"
void add_running(const net::Environment& environment, std::vector<Endpoint>& wanted) {
  constexpr std::size_t most_line = 64 << 10;  // bytes
  bool has_nomad = false;
  std::error_code error;
  for (auto each = std::filesystem::directory_iterator("/proc", error);
       !error && each != std::filesystem::directory_iterator(); each.increment(error)) {
    const std::string program(trim(file_beginning(each->path() / "comm", most_line)));
    has_nomad = has_nomad || program == "nomad";
    if (program != "dockerd" && program != "podman") continue;
    struct stat status = {};
    if (::stat(each->path().c_str(), &status) != 0) continue;
    const std::string line = file_beginning(each->path() / "cmdline", most_line);
    for (const std::string_view word : split(line, '\0')) {
      const std::size_t begin = word.find(unix_scheme);
      if (begin == std::string_view::npos || begin + unix_scheme.size() == word.size()) continue;
      // Anybody may call a program so: it counts as its owner's.
      wanted.push_back({program == "dockerd" ? "docker" : "podman",
                        status.st_uid == 0 ? "" : user_of(std::to_string(status.st_uid)),
                        std::string(word.substr(begin + unix_scheme.size()))});
    }
  }
  add_nomad(environment("NOMAD_ADDR"), has_nomad, wanted);
}

// What an engine is asked in: Podman's socket under Docker's name is one engine, containerd's is
// one of containerd's own and one of the CRI.
std::string protocol_of(const Endpoint& endpoint) {
  return endpoint.engine == "podman" ? "docker" : endpoint.engine;
}

}  // namespace

std::string title_of(const Endpoint& endpoint) {
  return endpoint.engine + (endpoint.user.empty() ? "" : " of " + endpoint.user) +
         (endpoint.has_namesake ? " at " + endpoint.path : "");
}

std::string place_of(const Endpoint& endpoint) {
  return title_of(endpoint) + (endpoint.has_namesake ? "" : " at " + endpoint.path);
}

std::string place_of(const LiveEngine& engine) {
  if (engine.endpoint.empty()) return engine.name;
  const std::string socket = " at " + engine.endpoint;
  return engine.name.ends_with(socket) ? engine.name : engine.name + socket;
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
  add_contexts(environment, wanted);
  // Variables name the engine that their owner likes to work with; here all of them count.
  wanted.push_back({"docker", {}, "/var/run/docker.sock"});
  wanted.push_back({"podman", {}, "/run/podman/podman.sock"});
  add_named("containerd", "CONTAINERD_ADDRESS", environment("CONTAINERD_ADDRESS"), wanted);
  add_named("cri", "CONTAINER_RUNTIME_ENDPOINT", environment("CONTAINER_RUNTIME_ENDPOINT"), wanted);
  for (const char* const path : containerd_sockets) {
    wanted.push_back({"containerd", {}, path});
    wanted.push_back({"cri", {}, path});
  }
  for (const char* const path : cri_sockets) wanted.push_back({"cri", {}, path});
  wanted.push_back({"lxc", {}, "/var/lib/lxc"});
  std::error_code error;
  for (const auto& folder : std::filesystem::directory_iterator("/run/user", error)) {
    const std::string user = user_of(folder.path().filename());
    wanted.push_back({"docker", user, folder.path() / "docker.sock"});
    wanted.push_back({"podman", user, folder.path() / "podman/podman.sock"});
  }
  add_running(environment, wanted);
  std::vector<Endpoint> found;
  std::vector<std::size_t> there;  // numbers of `found`
  std::set<std::tuple<std::string, dev_t, ino_t>> known;
  for (Endpoint& endpoint : wanted) {
    if (endpoint.engine == "nomad") {
      found.push_back(std::move(endpoint));
      continue;
    }
    struct stat status = {};
    const bool is_there =
        ::stat(endpoint.path.c_str(), &status) == 0 &&
        (endpoint.engine == "lxc" ? S_ISDIR(status.st_mode) : S_ISSOCK(status.st_mode));
    if (!is_there && !endpoint.is_named) continue;
    if (is_there && !known.emplace(protocol_of(endpoint), status.st_dev, status.st_ino).second)
      continue;
    found.push_back(std::move(endpoint));
    if (is_there) there.push_back(found.size() - 1);
  }
  // What is not there is mistaken for nobody.
  for (const std::size_t at : there) {
    found[at].has_namesake = std::ranges::any_of(there, [&](std::size_t other) {
      return other != at && found[other].engine == found[at].engine &&
             found[other].user == found[at].user;
    });
  }
  return found;
}

}  // namespace boltseal
