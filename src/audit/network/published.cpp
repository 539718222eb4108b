#include "audit/network/published.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace boltseal {
namespace {

class Published {
 public:
  explicit Published(NetworkMap& map) : map_(map) {
    for (std::size_t at = 0; at < map.spaces.size(); ++at) {
      for (const MapAttachment& attachment : map.spaces[at].attachments) {
        if (!attachment.address.empty()) spaces_.emplace(attachment.address, at);
      }
    }
    for (std::size_t at = 0; at < map.published.size(); ++at) index(at);
  }

  // A way that somebody sees from a port of this machine to a container's.
  void seen(const MapPublished& way, const std::string& by) {
    const auto space = spaces_.find(way.container_address);
    if (space == spaces_.end()) return;
    const auto [begin, end] = by_port_.equal_range({way.host_port, way.protocol});
    for (auto at = begin; at != end; ++at) {
      MapPublished& known = map_.published[at->second];
      if (known.container == no_part || known.container_port != way.container_port ||
          map_.containers[known.container].space != space->second) {
        continue;
      }
      if (!is_within(way.host_address, known.host_address)) continue;
      known.container_address = way.container_address;
      if (std::ranges::find(known.by, by) == known.by.end()) known.by.push_back(by);
      return;
    }
    MapPublished made = way;
    const MapSpace& target = map_.spaces[space->second];
    made.container = target.containers.empty() ? no_part : target.containers.front();
    made.by = {by};
    map_.published.push_back(std::move(made));
    index(map_.published.size() - 1);
  }

 private:
  // Whether a way is not wider than what is known.
  static bool is_within(const std::string& way, const std::string& known) {
    const auto is_any = [](const std::string& address) {
      return address == "0.0.0.0" || address == "::";
    };
    return way == known || is_any(known);
  }

  void index(std::size_t at) {
    by_port_.emplace(std::pair(map_.published[at].host_port, map_.published[at].protocol), at);
  }

  NetworkMap& map_;
  std::map<std::string, std::size_t> spaces_;  // by address
  std::multimap<std::pair<int, std::string>, std::size_t> by_port_;
};

// "docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip … -container-port 80"
void proxies(const MachineTree& tree, const KernelSpace& host, Published& published) {
  for (const SpaceProcess& process : host.processes) {
    if (process.program() != "docker-proxy") continue;
    std::string text;
    tree.read("/proc/" + std::to_string(process.pid()) + "/cmdline", text);
    std::map<std::string_view, std::string_view> flags;
    const std::vector<std::string_view> words = split(text, '\0');
    for (std::size_t at = 1; at + 1 < words.size(); at += 2) flags[words[at]] = words[at + 1];
    MapPublished way;
    way.protocol = flags["-proto"];
    way.host_address = flags["-host-ip"];
    way.host_port = static_cast<int>(parse_int(flags["-host-port"]).value_or(0) & 0xFFFF);
    way.container_address = flags["-container-ip"];
    way.container_port = static_cast<int>(parse_int(flags["-container-port"]).value_or(0) & 0xFFFF);
    published.seen(way, "docker-proxy");
  }
}

void rewrites(const PacketFilter& filter, Published& published) {
  using Kind = FilterMatch::Kind;
  for (const FilterChain& chain : filter.chains) {
    for (const FilterRule& rule : chain.rules) {
      if (rule.action != FilterRule::Action::rewrite || !rule.address) continue;
      MapPublished way;
      way.host_address = "0.0.0.0";
      way.protocol = "tcp";
      way.container_address = ipv4_text(*rule.address);
      for (const FilterMatch& match : rule.matches) {
        if (match.kind == Kind::destination_port && match.ports.size() == 1 && !match.is_negated) {
          way.host_port = filter.ports[match.ports.front()].first;
        } else if (match.kind == Kind::protocol && match.protocols.size() == 1) {
          way.protocol = match.protocols.front() == 6    ? "tcp"
                         : match.protocols.front() == 17 ? "udp"
                                                         : std::to_string(match.protocols.front());
        } else if (match.kind == Kind::destination && match.prefixes.size() == 1 &&
                   !match.is_negated && filter.prefixes[match.prefixes.front()].length == 32) {
          way.host_address = ipv4_text(filter.prefixes[match.prefixes.front()].address);
        }
      }
      if (way.host_port == 0) continue;
      way.container_port = rule.port != 0 ? rule.port : way.host_port;
      published.seen(way, "DNAT");
    }
  }
}

// Of Podman without root: who listens is all that is seen.
void forwarders(NetworkMap& map) {
  for (const MapSpace& space : map.spaces) {
    if (!space.is_host) continue;
    for (const MapListener& listener : space.listeners) {
      if (listener.program != "rootlessport") continue;
      for (MapPublished& each : map.published) {
        if (each.host_port == listener.port && each.protocol == listener.protocol &&
            std::ranges::find(each.by, listener.program) == each.by.end()) {
          each.by.push_back(listener.program);
        }
      }
    }
  }
}

}  // namespace

void look_at_published(const MachineTree& tree, const KernelSpace& host, const PacketFilter& filter,
                       NetworkMap& map) {
  Published published(map);
  proxies(tree, host, published);
  rewrites(filter, published);
  forwarders(map);
  std::ranges::stable_sort(map.published, {}, [](const MapPublished& each) {
    return std::tuple(each.host_port, each.protocol, each.host_address);
  });
}

}  // namespace boltseal
