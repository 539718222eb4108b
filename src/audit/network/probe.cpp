#include "audit/network/probe.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "audit/network/probe_worker.h"
#include "base/file_descriptor.h"
#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::size_t most_probes = 200;
constexpr std::size_t most_of_edge = 3;

// "8080/tcp", "8000-8100/tcp"
bool is_of_ports(int port, const std::vector<std::string>& ports) {
  return ports.empty() || std::ranges::any_of(ports, [&](std::string_view text) {
           text = text.substr(0, text.find('/'));
           const std::size_t dash = text.find('-');
           const auto from = parse_int(text.substr(0, dash));
           const auto to = dash == std::string_view::npos ? from : parse_int(text.substr(dash + 1));
           return from && to && port >= *from && port <= *to;
         });
}

struct Planned {
  MapProbe probe;
  std::size_t edge = no_part;  // no_part: of two networks without one
};

class Plan {
 public:
  explicit Plan(const NetworkMap& map) : map_(map) {}

  std::vector<Planned> make() {
    for (std::size_t at = 0; at < map_.edges.size(); ++at) of_edge(at);
    without_edge();
    return std::move(plan_);
  }

 private:
  const MapAttachment* attachment(std::size_t space, std::size_t network) const {
    for (const MapAttachment& each : map_.spaces[space].attachments) {
      if (each.network == network && !each.address.empty()) return &each;
    }
    return nullptr;
  }

  void add(std::size_t from, std::size_t to, const std::string& address, int port, Reach expected,
           std::size_t edge) {
    if (plan_.size() == most_probes || map_.spaces[from].id.empty()) return;
    if (!tried_.insert({from, address, port}).second) return;
    plan_.push_back({{.from = from,
                      .to = to,
                      .address = address,
                      .port = port,
                      .expected = expected,
                      .found = Reach::unknown},
                     edge});
  }

  bool is_open(const MapListener& listener) const {
    return listener.protocol == "tcp" && !listener.is_local;
  }

  // Whether one of another network's edges says something else of these two.
  bool has_exception(std::size_t edge, std::size_t from, std::size_t to, int port) const {
    if (!map_.edges[edge].ports.empty()) return false;
    for (const MapEdge& other : map_.edges) {
      if (other.ports.empty() || other.by != map_.edges[edge].by) continue;
      const auto& ones = map_.groups[other.from].spaces;
      const auto& others = map_.groups[other.to].spaces;
      if (std::ranges::find(ones, from) != ones.end() &&
          std::ranges::find(others, to) != others.end() && is_of_ports(port, other.ports)) {
        return true;
      }
    }
    return false;
  }

  void of_edge(std::size_t at) {
    const MapEdge& edge = map_.edges[at];
    const MapGroup& from = map_.groups[edge.from];
    const MapGroup& to = map_.groups[edge.to];
    std::size_t count = 0;
    for (const std::size_t one : from.spaces) {
      for (const std::size_t other : to.spaces) {
        if (one == other || count == most_of_edge) continue;
        const std::size_t before = plan_.size();
        if (edge.by == ReachBy::published_port) {
          of_published(edge, at, one, other);
        } else {
          std::string address;
          if (const MapAttachment* const found = attachment(other, to.network)) {
            address = found->address;
          } else if (to.network == no_part && from.network != no_part) {
            address = map_.networks[from.network].host_address;
          }
          if (address.empty()) continue;
          for (const MapListener& listener : map_.spaces[other].listeners) {
            const bool is_elsewhere = listener.address != "0.0.0.0" && listener.address != "::" &&
                                      listener.address != address;
            if (!is_open(listener) || is_elsewhere || !is_of_ports(listener.port, edge.ports) ||
                has_exception(at, one, other, listener.port)) {
              continue;
            }
            add(one, other, address, listener.port, edge.reach, at);
            break;
          }
        }
        if (plan_.size() > before) ++count;
      }
    }
  }

  void of_published(const MapEdge& edge, std::size_t at, std::size_t from, std::size_t to) {
    const std::size_t network = map_.groups[edge.from].network;
    for (const MapPublished& port : map_.published) {
      const bool is_any = port.host_address == "0.0.0.0" || port.host_address == "::";
      const std::string& address = is_any ? map_.networks[network].host_address : port.host_address;
      const bool is_of = port.container != no_part && port.protocol == "tcp" &&
                         map_.containers[port.container].space == to &&
                         is_of_ports(port.host_port, edge.ports);
      if (!is_of || !is_any || address.empty()) continue;
      const auto& listeners = map_.spaces[to].listeners;
      const bool is_served = std::ranges::any_of(listeners, [&](const MapListener& listener) {
        return is_open(listener) && listener.port == port.container_port;
      });
      if (!is_served) continue;
      add(from, to, address, port.host_port, edge.reach, at);
      return;
    }
  }

  // One pair of any two networks of which nothing is said.
  void without_edge() {
    std::set<std::pair<std::size_t, std::size_t>> said;
    for (const MapEdge& edge : map_.edges) {
      if (edge.by == ReachBy::published_port) continue;
      said.insert({map_.groups[edge.from].network, map_.groups[edge.to].network});
    }
    std::map<std::size_t, std::vector<std::size_t>> members;
    for (std::size_t space = 0; space < map_.spaces.size(); ++space) {
      for (const MapAttachment& each : map_.spaces[space].attachments) {
        if (each.network != no_part) members[each.network].push_back(space);
      }
    }
    for (const auto& [from, ones] : members) {
      for (const auto& [to, others] : members) {
        if (from != to && !said.contains({from, to})) one_pair(from, ones, to, others);
        if (plan_.size() == most_probes) return;
      }
    }
  }

  void one_pair(std::size_t from, const std::vector<std::size_t>& ones, std::size_t to,
                const std::vector<std::size_t>& others) {
    for (const std::size_t other : others) {
      const MapAttachment* const found = attachment(other, to);
      if (found == nullptr || attachment(other, from) != nullptr) continue;
      for (const MapListener& listener : map_.spaces[other].listeners) {
        if (!is_open(listener)) continue;
        for (const std::size_t one : ones) {
          // Who is in both reaches it without leaving its network.
          if (attachment(one, to) != nullptr) continue;
          add(one, other, found->address, listener.port, Reach::no, no_part);
          return;
        }
      }
    }
  }

  const NetworkMap& map_;
  std::vector<Planned> plan_;
  std::set<std::tuple<std::size_t, std::string, int>> tried_;
};

// A descriptor of each namespace, by one of its processes; -1: it is another one by now.
int open_space(const NetworkMap& map, std::size_t at) {
  const MapSpace& space = map.spaces[at];
  std::vector<int> pids;
  for (const std::size_t container : space.containers)
    pids.push_back(map.containers[container].pid);
  std::string process = "self";
  if (!space.is_host && !pids.empty()) process = std::to_string(pids.front());
  const std::string path = "/proc/" + process + "/ns/net";
  FileDescriptor opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (opened.get() < 0) return -1;
  std::array<char, 64> target = {};
  const std::string own = "/proc/self/fd/" + std::to_string(opened.get());
  const ssize_t length = ::readlink(own.c_str(), target.data(), target.size());
  const bool is_same =
      length > 0 && space.id == std::string(target.data(), static_cast<std::size_t>(length));
  return is_same ? opened.release() : -1;
}

void correct(NetworkMap& map, const std::vector<Planned>& plan) {
  std::map<std::size_t, std::set<Reach>> found;
  for (const Planned& each : plan) {
    if (each.probe.found == Reach::unknown) continue;
    if (each.edge != no_part) {
      found[each.edge].insert(each.probe.found);
    } else if (each.probe.found == Reach::yes) {
      // Which network it is in does not matter for what was seen.
      const auto network_of = [&](std::size_t space) {
        const auto& attachments = map.spaces[space].attachments;
        return attachments.empty() ? no_part : attachments.front().network;
      };
      map.groups.push_back({network_of(each.probe.from), {each.probe.from}});
      map.groups.push_back({network_of(each.probe.to), {each.probe.to}});
      map.edges.push_back({.from = map.groups.size() - 2,
                           .to = map.groups.size() - 1,
                           .reach = Reach::yes,
                           .by = ReachBy::routes,
                           .ports = {},
                           .evidence = ReachEvidence::probe,
                           .decided_by = "a connection, though no rule lets it through"});
    }
  }
  for (const auto& [at, answers] : found) {
    MapEdge& edge = map.edges[at];
    const Reach said = edge.reach;
    edge.evidence = ReachEvidence::probe;
    edge.reach = answers.size() == 1 ? *answers.begin() : Reach::unknown;
    if (said != Reach::unknown && edge.reach != said) {
      edge.decided_by = "a connection, though the rules say otherwise: " + edge.decided_by;
    }
  }
}

}  // namespace

void probe_network(NetworkMap& map) {
  std::vector<Planned> plan = Plan(map).make();
  std::map<std::size_t, std::unique_ptr<FileDescriptor>> spaces;
  std::vector<ProbeCall> calls;
  for (const Planned& each : plan) {
    auto& space = spaces[each.probe.from];
    if (!space) space = std::make_unique<FileDescriptor>(open_space(map, each.probe.from));
    calls.push_back({.space = space->get(),
                     .address = parse_ipv4(each.probe.address).value_or(0),
                     .port = static_cast<std::uint16_t>(each.probe.port)});
  }
  const auto answers =
      calls.empty() ? std::optional(std::vector<ProbeAnswer>()) : connect_from_spaces(calls);
  std::size_t untried = 0;
  for (std::size_t at = 0; at < plan.size(); ++at) {
    const ProbeAnswer answer = answers ? (*answers)[at] : ProbeAnswer::untried;
    untried += answer == ProbeAnswer::untried ? 1 : 0;
    plan[at].probe.found = answer == ProbeAnswer::untried     ? Reach::unknown
                           : answer == ProbeAnswer::connected ? Reach::yes
                                                              : Reach::no;
    map.probes.push_back(plan[at].probe);
  }
  map.is_probed = true;
  if (untried > 0) {
    map.gaps.push_back({"the namespaces of containers could not be entered to try " +
                            counted(untried, "connection"),
                        "run this as root"});
  }
  correct(map, plan);
}

}  // namespace boltseal
