#include "report/network_text.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::size_t most_named = 8;

// "a, b and 3 more"
std::string some_of(const std::vector<std::string>& names, std::size_t most) {
  std::string text;
  for (std::size_t at = 0; at < std::min(names.size(), most); ++at) {
    text += (at == 0 ? "" : ", ") + names[at];
  }
  if (names.size() > most) text += " and " + std::to_string(names.size() - most) + " more";
  return text;
}

// "127.0.0.1:80/tcp", "[::]:80/tcp"
std::string place_of(const std::string& address, int port, const std::string& protocol) {
  const bool is_ipv6 = address.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + address + "]" : address) + ":" + std::to_string(port) + "/" + protocol;
}

class NetworkText {
 public:
  NetworkText(const NetworkMap& map, bool verbose) : map_(map), verbose_(verbose) {}

  std::string write() {
    if (map_.containers.empty()) return {};
    for (std::size_t at = 0; at < map_.networks.size(); ++at) network(at);
    host();
    published();
    engine_sockets();
    probes();
    return std::move(text_);
  }

 private:
  void line(std::size_t depth, const std::string& text) {
    text_ += std::string(2 * depth, ' ') + sanitize(text) + "\n";
  }

  std::string members_of(std::size_t space) const {
    std::vector<std::string> names;
    for (const std::size_t each : map_.spaces[space].containers) {
      names.push_back(map_.containers[each].name);
    }
    if (names.empty()) return "nobody's";
    return some_of(names, verbose_ ? names.size() : most_named);
  }

  static std::string ports_of(const MapSpace& space) {
    std::set<std::pair<int, std::string>> ports;
    for (const MapListener& each : space.listeners) {
      if (!each.is_local) ports.emplace(each.port, each.protocol);
    }
    std::vector<std::string> texts;
    for (const auto& [port, protocol] : ports) {
      texts.push_back(std::to_string(port) + "/" + protocol);
    }
    return some_of(texts, most_named);
  }

  void network(std::size_t at) {
    const MapNetwork& network = map_.networks[at];
    std::vector<std::string> lines;
    for (std::size_t space = 0; space < map_.spaces.size(); ++space) {
      for (const MapAttachment& each : map_.spaces[space].attachments) {
        if (each.network != at) continue;
        std::string text = members_of(space);
        if (!each.address.empty()) text += "  " + each.address;
        const std::string ports = ports_of(map_.spaces[space]);
        if (!ports.empty()) text += "  listens on " + ports;
        lines.push_back(std::move(text));
      }
    }
    if (lines.empty()) return;  // who is alone with nobody has no network to speak of
    std::vector<std::string> facts = {network.engine.empty() ? "of no engine" : network.engine,
                                      network.driver};
    if (!network.interface.empty()) facts.push_back(network.interface);
    for (const std::string& subnet : network.subnets) facts.push_back(subnet);
    if (network.is_internal) facts.emplace_back("internal");
    if (network.icc == false) facts.emplace_back("icc off");
    if (network.is_encrypted) facts.emplace_back("encrypted");
    line(0, "network " + network.name + "  (" + join(facts, ", ") + ")");
    const std::size_t most = verbose_ ? lines.size() : most_named;
    for (std::size_t each = 0; each < std::min(lines.size(), most); ++each) line(1, lines[each]);
    if (lines.size() > most) line(1, "… and " + std::to_string(lines.size() - most) + " more");
    for (const MapEdge& edge : map_.edges) {
      const bool is_said = edge.by == ReachBy::shared_namespace;  // beside their address
      if (map_.groups[edge.to].network == at && !is_said) this->edge(edge);
    }
  }

  void edge(const MapEdge& edge) {
    const std::string_view verb = edge.reach == Reach::yes  ? " reaches "
                                  : edge.reach == Reach::no ? " does not reach "
                                                            : " may reach ";
    std::string text =
        edge.from == edge.to
            ? "among each other: " + std::string(name_of(edge.reach))
            : name_of_group(map_, edge.from) + std::string(verb) + name_of_group(map_, edge.to);
    if (!edge.ports.empty()) text += " on " + some_of(edge.ports, most_named);
    text += "  [" + std::string(name_of(edge.by));
    if (edge.evidence == ReachEvidence::configuration) text += ", the engine says";
    if (edge.evidence == ReachEvidence::probe) text += ", tried";
    text += "]";
    line(1, text);
    const bool wants_reason = verbose_ || edge.reach == Reach::unknown;
    if (wants_reason && !edge.decided_by.empty()) line(2, edge.decided_by);
  }

  void host() {
    for (const MapSpace& space : map_.spaces) {
      if (!space.is_host || space.containers.empty()) continue;
      line(0, "the host's own network");
      for (const std::size_t container : space.containers) {
        std::vector<std::string> ports;
        for (const MapListener& each : space.listeners) {
          if (each.container != container) continue;
          ports.push_back(place_of(each.address, each.port, each.protocol));
        }
        line(1, map_.containers[container].name +
                    (ports.empty() ? "" : "  listens on " + some_of(ports, most_named)));
      }
    }
    for (const MapEdge& edge : map_.edges) {
      if (map_.groups[edge.to].network == no_part && edge.by == ReachBy::host_network) {
        this->edge(edge);
      }
    }
  }

  void published() {
    if (!map_.published.empty()) line(0, "published ports");
    for (const MapPublished& port : map_.published) {
      std::string text = place_of(port.host_address, port.host_port, port.protocol) + " to " +
                         (port.container == no_part ? port.container_address
                                                    : map_.containers[port.container].name) +
                         ":" + std::to_string(port.container_port);
      text += "  [" + (port.by.empty() ? "nobody forwards it" : join(port.by, ", "));
      text += port.is_declared ? "]" : ", its engine does not say so]";
      line(1, text);
    }
  }

  void engine_sockets() {
    for (const MapContainer& container : map_.containers) {
      for (const MapEngineSocket& each : container.engine_sockets) {
        line(0, container.name + " has the socket of " + each.engine + ", " + each.path +
                    (each.is_mounted ? ", mounted" : "") + (each.is_open ? ", open" : ""));
      }
    }
  }

  void probes() {
    if (!map_.is_probed) return;
    std::size_t connected = 0, differs = 0;
    for (const MapProbe& probe : map_.probes) {
      connected += probe.found == Reach::yes ? 1 : 0;
      if (probe.expected == Reach::unknown || probe.found == Reach::unknown) continue;
      if (probe.expected == probe.found) continue;
      ++differs;
      line(0, members_of(probe.from) +
                  (probe.found == Reach::yes ? " reached " : " did not reach ") +
                  members_of(probe.to) + " at " + probe.address + ":" + std::to_string(probe.port) +
                  ", against what the rules say");
    }
    line(0, counted(map_.probes.size(), "connection") + " tried: " + std::to_string(connected) +
                " made, " + std::to_string(map_.probes.size() - connected) + " not; " +
                (differs == 0 ? "all as the rules say" : std::to_string(differs) + " otherwise"));
  }

  const NetworkMap& map_;
  const bool verbose_;
  std::string text_;
};

}  // namespace

std::string network_text(const NetworkMap& map, bool verbose) {
  return NetworkText(map, verbose).write();
}

std::string name_of_group(const NetworkMap& map, std::size_t at) {
  const MapGroup& group = map.groups[at];
  std::string name = group.network == no_part ? "the host" : map.networks[group.network].name;
  if (group.network == no_part) return name;
  std::size_t all = 0;
  for (const MapSpace& space : map.spaces) {
    all += static_cast<std::size_t>(
        std::ranges::count(space.attachments, group.network, &MapAttachment::network));
  }
  if (group.spaces.size() >= all) return name;
  std::vector<std::string> names;
  for (const std::size_t space : group.spaces) {
    for (const std::size_t each : map.spaces[space].containers) {
      names.push_back(map.containers[each].name);
    }
  }
  return name + " (" + some_of(names, 4) + ")";
}

}  // namespace boltseal
