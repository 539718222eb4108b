#include "audit/network/listeners.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "audit/socket_table.h"
#include "audit/waiting_sockets.h"

namespace boltseal {
namespace {

constexpr std::size_t most_listeners = 10'000;  // of one namespace
constexpr std::size_t most_processes = 20'000;  // of one namespace, of which descriptors are read

// What listens for engines, or forwards what comes to containers.
bool is_of_engine(const std::string& program) {
  constexpr std::array<std::string_view, 7> names = {
      "dockerd", "containerd", "crio", "podman", "docker-proxy", "rootlessport", "lxd"};
  return std::ranges::find(names, program) != names.end();
}

// Of Docker: the name server that it puts into each namespace.
bool is_name_server(const ListeningSocket& socket) { return socket.address == "127.0.0.11"; }

class Listeners {
 public:
  Listeners(const MachineTree& tree, const KernelSpace& kernel, MapSpace& space,
            const std::vector<std::string>& ids)
      : tree_(tree), kernel_(kernel), space_(space), ids_(ids) {}

  void run() {
    const std::string process =
        space_.is_host ? "/proc/self" : "/proc/" + std::to_string(kernel_.processes.front().pid());
    std::vector<MapListener> found;
    std::vector<std::string> inodes;
    struct Table {
      std::string_view name, protocol;
    };
    std::optional<WaitingSockets> waiting;
    if (tree_.is_this_machine()) waiting.emplace(process);
    constexpr std::array<Table, 4> tables = {
        {{"tcp", "tcp"}, {"tcp6", "tcp"}, {"udp", "udp"}, {"udp6", "udp"}}};
    for (const Table& table : tables) {
      std::optional<std::string> told;
      if (waiting) told = waiting->table(table.name);
      std::string text;
      if (told) {
        text = std::move(*told);
      } else if (tree_.read(process + "/net/" + std::string(table.name), text) != Sight::there) {
        continue;
      }
      for (const ListeningSocket& socket : listening_sockets(text, table.protocol)) {
        if (is_name_server(socket) || found.size() == most_listeners) continue;
        found.push_back({.protocol = std::string(table.protocol),
                         .address = socket.address,
                         .port = socket.port,
                         .is_local = socket.is_local,
                         .program = {}});
        inodes.push_back(socket.inode);
      }
    }
    if (!found.empty()) own(found, inodes);
    std::ranges::sort(found, {}, [](const MapListener& each) {
      return std::tuple(each.protocol, each.port, each.address);
    });
    for (MapListener& each : found) {
      if (!space_.is_host || each.pid != 0) space_.listeners.push_back(std::move(each));
    }
  }

 private:
  // Who holds them.
  void own(std::vector<MapListener>& found, const std::vector<std::string>& inodes) const {
    std::multimap<std::string_view, MapListener*> by_inode;
    for (std::size_t at = 0; at < found.size(); ++at) by_inode.emplace(inodes[at], &found[at]);
    std::size_t count = 0;
    for (const SpaceProcess& process : kernel_.processes) {
      const std::size_t container = container_of(process, space_, ids_);
      if (space_.is_host && container == no_part && !is_of_engine(process.program())) continue;
      if (++count > most_processes) return;
      if (!process.sockets()) continue;
      for (const std::string& inode : *process.sockets()) {
        const auto [begin, end] = by_inode.equal_range(inode);
        for (auto at = begin; at != end; ++at) {
          MapListener& listener = *at->second;
          if (listener.pid != 0) continue;  // the one that it was handed on from comes first
          listener.pid = process.pid();
          listener.program = process.program();
          listener.container = container;
        }
      }
    }
  }

  const MachineTree& tree_;
  const KernelSpace& kernel_;
  MapSpace& space_;
  const std::vector<std::string>& ids_;
};

}  // namespace

std::size_t container_of(const SpaceProcess& process, const MapSpace& space,
                         const std::vector<std::string>& ids) {
  if (!space.is_host && space.containers.size() == 1) return space.containers.front();
  for (const std::size_t container : space.containers) {
    if (process.control_group().find(ids[container]) != std::string::npos) return container;
  }
  return no_part;
}

void look_at_listeners(const MachineTree& tree, KernelSpaces& kernel,
                       const std::vector<std::string>& ids, NetworkMap& map) {
  // Who enters another namespace stays there, so a thread does that ends with it.
  std::jthread([&] {
    for (MapSpace& space : map.spaces) {
      if (space.id.empty()) continue;
      const KernelSpace& seen = kernel.look(space.id);
      if (space.is_host || !seen.processes.empty()) Listeners(tree, seen, space, ids).run();
    }
  }).join();
}

}  // namespace boltseal
