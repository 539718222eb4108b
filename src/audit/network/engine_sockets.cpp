#include "audit/network/engine_sockets.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "audit/machine_view.h"
#include "audit/network/listeners.h"
#include "base/text.h"
#include "base/words.h"

namespace boltseal {
namespace {

struct UnixSocket {
  std::string path, inode;
  bool is_listening = false, is_connected = false;
};

std::vector<UnixSocket> unix_sockets(const MachineTree& tree, const std::string& process) {
  std::vector<UnixSocket> sockets;
  std::string text;
  if (tree.read(process + "/net/unix", text) != Sight::there) return sockets;
  for (const std::string_view line : split(text, '\n')) {
    // "0000000000000000: 00000002 00000000 00010000 0001 01 4711 /run/docker.sock": number,
    // references, protocol, flags, type, state, inode, path
    const std::vector<std::string_view> fields = words_of(line);
    if (fields.size() < 8 || !fields[7].starts_with('/')) continue;
    // linux/net.h: __SO_ACCEPTCON, SS_CONNECTED
    sockets.push_back({.path = without_var_run(std::string(fields[7])),
                       .inode = std::string(fields[6]),
                       .is_listening = fields[3] == "00010000",
                       .is_connected = fields[5] == "03"});
  }
  return sockets;
}

bool shows(const std::string& mounted, const std::string& path) {
  const std::string source = without_var_run(mounted);
  return source == path || source == "/" || path.starts_with(source + "/");
}

bool is_engine(std::string_view program) {
  constexpr std::array<std::string_view, 4> names = {"dockerd", "containerd", "crio", "podman"};
  return std::ranges::find(names, program) != names.end();
}

MapEngineSocket& socket_of(MapContainer& container, const std::string& engine,
                           const std::string& path) {
  for (MapEngineSocket& each : container.engine_sockets) {
    if (each.path == path) return each;
  }
  return container.engine_sockets.emplace_back(MapEngineSocket{
      .engine = engine, .path = path, .is_mounted = false, .is_open = false, .program = {}});
}

class Sockets {
 public:
  Sockets(const MachineTree& tree, const std::vector<LiveEngine>& engines, const KernelSpace& host)
      : tree_(tree) {
    for (const SpaceProcess& process : host.processes) {
      if (!is_engine(process.program()) || !process.sockets()) continue;
      held_by_engines_.insert(process.sockets()->begin(), process.sockets()->end());
    }
    for (const LiveEngine& engine : engines) {
      if (engine.kind != "lxc") engines_[without_var_run(engine.endpoint)] = engine.name;
    }
    for (const UnixSocket& socket : unix_sockets(tree, "/proc/self")) {
      if (socket.is_listening && engines_.contains(socket.path))
        listening_[socket.inode] = socket.path;
    }
  }

  void mounts(MapContainer& container, const std::vector<std::string>& mounted) const {
    for (const auto& [path, engine] : engines_) {
      for (const std::string& source : mounted) {
        if (shows(source, path)) socket_of(container, engine, path).is_mounted = true;
      }
    }
  }

  // The end that the engine accepted is in the namespace of whoever connected, under the engine's
  // own name for its socket (linux/net/unix/af_unix.c, unix_stream_connect).
  void connections(const KernelSpace& kernel, const MapSpace& space, NetworkMap& map) const {
    const std::vector<UnixSocket> all =
        unix_sockets(tree_, "/proc/" + std::to_string(kernel.processes.front().pid()));
    std::set<std::string_view> own;  // of an engine in there
    for (const UnixSocket& socket : all) {
      if (socket.is_listening) own.insert(socket.path);
    }
    for (const UnixSocket& socket : all) {
      const auto engine = engines_.find(socket.path);
      if (!socket.is_connected || engine == engines_.end() || own.contains(socket.path)) continue;
      // An engine in another container calls its socket the same.
      if (!held_by_engines_.contains(socket.inode)) continue;
      // Which of several that share it, nobody tells.
      for (const std::size_t container : space.containers) {
        socket_of(map.containers[container], engine->second, socket.path).is_open = true;
      }
    }
  }

  // Somebody handed the engine's own socket on.
  void holders(const KernelSpace& kernel, const MapSpace& space,
               const std::vector<std::string>& ids, NetworkMap& map) const {
    if (listening_.empty()) return;
    for (const SpaceProcess& process : kernel.processes) {
      const std::size_t container = container_of(process, space, ids);
      if (container == no_part) continue;
      if (!process.sockets()) continue;
      for (const auto& [inode, path] : listening_) {
        if (!process.sockets()->contains(inode)) continue;
        MapEngineSocket& found = socket_of(map.containers[container], engines_.at(path), path);
        found.is_open = true;
        found.program = process.program();
      }
    }
  }

 private:
  const MachineTree& tree_;
  std::map<std::string, std::string> engines_;    // names by path
  std::map<std::string, std::string> listening_;  // paths by inode
  std::set<std::string> held_by_engines_;         // inodes
};

}  // namespace

void look_at_engine_sockets(const MachineTree& tree, const std::vector<LiveEngine>& engines,
                            KernelSpaces& kernel, const std::vector<std::string>& ids,
                            const std::vector<std::vector<std::string>>& mounted, NetworkMap& map) {
  const Sockets sockets(tree, engines, kernel.look(kernel.host()));
  for (std::size_t at = 0; at < map.containers.size(); ++at) {
    sockets.mounts(map.containers[at], mounted[at]);
  }
  for (const MapSpace& space : map.spaces) {
    const KernelSpace* const seen = space.id.empty() ? nullptr : &kernel.look(space.id);
    if (seen == nullptr || seen->processes.empty()) continue;
    sockets.holders(*seen, space, ids, map);
    if (!space.is_host) sockets.connections(*seen, space, map);
  }
}

}  // namespace boltseal
