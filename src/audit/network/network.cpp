#include "audit/network/network.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "audit/containers.h"
#include "audit/machine_view.h"
#include "audit/network/bridge_ports.h"
#include "audit/network/engine_networks.h"
#include "audit/network/engine_sockets.h"
#include "audit/network/listeners.h"
#include "audit/network/namespaces.h"
#include "audit/network/published.h"
#include "audit/network/reachability.h"
#include "base/parallel.h"
#include "base/text.h"

namespace boltseal {
namespace {

class Mapper {
 public:
  Mapper(const MachineTree& tree, const std::vector<LiveEngine>& engines)
      : tree_(tree), engines_(engines), kernel_(tree), ports_(tree) {}

  NetworkMap run(const FilterTexts& texts) {
    for (const LiveEngine& engine : engines_) networks(engine);
    for (const LiveEngine& engine : engines_) containers(engine);
    host_space();
    for (std::size_t at = 0; at < map_.spaces.size(); ++at) attach(at);
    look_at_listeners(tree_, kernel_, ids_, map_);
    look_at_engine_sockets(tree_, engines_, kernel_, ids_, mounted_, map_);
    const KnownFilter filter = read_filter(texts, map_.gaps);
    look_at_published(tree_, kernel_.look(kernel_.host()), filter.filter, map_);
    KernelNetwork network{
        .host = &kernel_.look(kernel_.host()), .spaces = {}, .isolated_peers = ports_.isolated()};
    for (const MapSpace& each : map_.spaces) {
      const KernelSpace* const space = each.id.empty() ? nullptr : &kernel_.look(each.id);
      network.spaces.push_back(space != nullptr && space->is_seen ? space : nullptr);
    }
    find_reach(tree_, network, filter, map_);
    if (unseen_ > 0) {
      map_.gaps.push_back({"the network of " + counted(unseen_, "container") +
                               " cannot be seen, so that only the engine's word for it counts",
                           "run this as root, on the machine of the engine"});
    }
    return std::move(map_);
  }

 private:
  Origin place(std::string path) {
    map_.files.push_back(std::make_shared<const File>(File{std::move(path), {}}));
    Origin origin;
    origin.file = map_.files.back().get();
    return origin;
  }

  void networks(const LiveEngine& engine) {
    for (DescribedNetwork& described : described_networks(engine)) {
      const std::size_t at = map_.networks.size();
      by_id_[{engine.name, described.id}] = by_id_[{engine.name, described.network.name}] = at;
      MapNetwork& network = map_.networks.emplace_back(std::move(described.network));
      // A user's bridges are in a namespace of that user's.
      if (!engine.user.empty()) network.interface.clear();
      network.site = place(engine.name + " network " + network.name);
    }
  }

  void containers(const LiveEngine& engine) {
    std::vector<DescribedContainer> described(engine.containers.size());
    for_each_in_parallel(0, described.size(), 0, [&](std::size_t at) {
      if (engine.containers[at].pid > 0) described[at] = described_container(engine.containers[at]);
    });
    for (std::size_t at = 0; at < described.size(); ++at) {
      if (engine.containers[at].pid > 0) add(engine, engine.containers[at], described[at]);
    }
  }

  void add(const LiveEngine& engine, const LiveContainer& live, DescribedContainer& described) {
    const std::size_t at = map_.containers.size();
    MapContainer& container = map_.containers.emplace_back();
    container.engine = engine.name;
    container.name = live.name;
    container.label = path_of(engine, live);
    container.pid = live.pid;
    container.exposed = std::move(described.exposed);
    container.is_exposed_known = described.is_exposed_known;
    container.site = place(container.label);
    container.space = space_of(live, described);
    ids_.push_back(live.id);
    mounted_.push_back(std::move(described.mounted));
    if (container.space != no_part) map_.spaces[container.space].containers.push_back(at);
    for (MapPublished& published : described.published) {
      // Twice the same, over IPv4 and IPv6.
      const bool is_second =
          std::ranges::any_of(described.published, [&](const MapPublished& each) {
            return published.host_address == "::" && each.host_address == "0.0.0.0" &&
                   each.host_port == published.host_port && each.protocol == published.protocol;
          });
      if (is_second) continue;
      published.container = at;
      map_.published.push_back(published);
    }
  }

  // The number may be that of a process in a virtual machine; every engine names the control group
  // of a container after it.
  bool is_process_of(const LiveContainer& live) const {
    std::string cgroup;
    tree_.read("/proc/" + std::to_string(live.pid) + "/cgroup", cgroup);
    return !live.id.empty() && cgroup.find(live.id) != std::string::npos;
  }

  std::size_t space_of(const LiveContainer& live, const DescribedContainer& described) {
    const std::string name = is_process_of(live) ? kernel_.of(live.pid) : std::string();
    if (name.empty()) ++unseen_;
    if (name.empty() && described.attachments.empty()) return no_part;
    // What is not seen has a namespace of its own, as far as its engine says.
    const std::string key = name.empty() ? "of " + live.id : name;
    const auto [found, is_new] = space_by_name_.try_emplace(key, map_.spaces.size());
    if (is_new) {
      MapSpace& space = map_.spaces.emplace_back();
      space.id = name;
      space.is_host = !name.empty() && name == kernel_.host();
      described_.emplace_back();
    }
    auto& known = described_[found->second];
    for (const auto& attachment : described.attachments) {
      const auto network =
          by_id_.find({engine_of(map_.containers.size() - 1), attachment.network_id});
      const auto named = by_id_.find({engine_of(map_.containers.size() - 1), attachment.network});
      if (network != by_id_.end()) {
        known.push_back({network->second, attachment.address, attachment.address6});
      } else if (named != by_id_.end()) {
        known.push_back({named->second, attachment.address, attachment.address6});
      }
    }
    return found->second;
  }

  const std::string& engine_of(std::size_t container) const {
    return map_.containers[container].engine;
  }

  // Even when no container shares it: engines listen there.
  void host_space() {
    if (kernel_.host().empty() || space_by_name_.contains(kernel_.host())) return;
    space_by_name_[kernel_.host()] = map_.spaces.size();
    MapSpace& space = map_.spaces.emplace_back();
    space.id = kernel_.host();
    space.is_host = true;
    described_.emplace_back();
  }

  void attach(std::size_t at) {
    MapSpace& space = map_.spaces[at];
    if (space.is_host) return;
    const std::vector<Described>& described = described_[at];
    const KernelSpace* const seen = space.id.empty() ? nullptr : &kernel_.look(space.id);
    if (seen == nullptr || !seen->is_seen) {
      for (const Described& each : described) {
        space.attachments.push_back({.network = each.network,
                                     .interface = {},
                                     .peer = {},
                                     .address = each.address,
                                     .address6 = each.address6});
      }
      return;
    }
    std::set<std::string_view> ways;
    for (const Route& route : seen->routes) ways.insert(route.interface);
    for (const Ipv4 address : seen->addresses) {
      const Route* link = nullptr;
      for (const Route& route : seen->routes) {
        if (route.gateway == 0 && route.to.length > 0 && route.to.contains(address)) link = &route;
      }
      // Of a link from point to point only its other end has a route.
      if (link == nullptr && ways.size() == 1) link = &seen->routes.front();
      const std::string text = ipv4_text(address);
      MapAttachment attachment{.network = no_part,
                               .interface = link == nullptr ? std::string() : link->interface,
                               .peer = {},
                               .address = text,
                               .address6 = {}};
      for (const Described& each : described) {
        if (each.address != text) continue;
        attachment.network = each.network;
        attachment.address6 = each.address6;
      }
      if (attachment.network == no_part) attachment.network = bridge_of(address);
      const auto index = seen->interfaces.find(attachment.interface);
      if (index != seen->interfaces.end() && attachment.network != no_part) {
        attachment.peer =
            ports_.peer_of(index->second, map_.networks[attachment.network].interface);
      }
      space.attachments.push_back(std::move(attachment));
    }
  }

  // The network behind the interface of this machine that leads to an address; one of nobody's is
  // made when no engine told of it (CNI's, LXC's).
  std::size_t bridge_of(Ipv4 address) {
    const Route* const route = route_to(kernel_.look(kernel_.host()).routes, address);
    if (route == nullptr || route->gateway != 0) return no_part;
    for (std::size_t at = 0; at < map_.networks.size(); ++at) {
      if (map_.networks[at].interface == route->interface) return at;
    }
    MapNetwork& network = map_.networks.emplace_back();
    network.name = network.interface = route->interface;
    network.driver = "bridge";
    network.subnets.push_back(ipv4_text(route->to.address) + "/" +
                              std::to_string(route->to.length));
    network.site = place("network " + network.name);
    return map_.networks.size() - 1;
  }

  struct Described {
    std::size_t network;
    std::string address, address6;
  };

  const MachineTree& tree_;
  const std::vector<LiveEngine>& engines_;
  KernelSpaces kernel_;
  const BridgePorts ports_;
  NetworkMap map_;
  std::map<std::pair<std::string, std::string>, std::size_t> by_id_;  // engine; id or name
  std::map<std::string, std::size_t> space_by_name_;
  std::vector<std::vector<Described>> described_;  // of the map's spaces
  std::vector<std::string> ids_;                   // of the map's containers
  std::vector<std::vector<std::string>> mounted_;  // of the map's containers
  std::size_t unseen_ = 0;
};

}  // namespace

NetworkMap look_at_network(const MachineTree& tree, const std::vector<LiveEngine>& engines,
                           const FilterTexts& filter) {
  return Mapper(tree, engines).run(filter);
}

}  // namespace boltseal
