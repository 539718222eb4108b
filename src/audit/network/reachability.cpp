#include "audit/network/reachability.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "audit/machine_view.h"
#include "audit/network/reach_groups.h"

namespace boltseal {
namespace {

constexpr std::size_t most_edges = 20'000;

// A network of this machine whose packets its filter sees.
struct Side {
  std::size_t network = no_part;
  std::string interface;
  Ipv4 host_address = 0;  // this machine's own on it; 0: none
  std::optional<Ipv4Prefix> subnet;
  bool is_filtered = false;   // what it passes on between its own ports goes through the IP rules
  bool is_forwarded = false;  // what comes from it is routed on
  std::vector<ReachMember> members;
};

class Finder {
 public:
  Finder(const MachineTree& tree, const KernelNetwork& kernel, const KnownFilter& known,
         NetworkMap& map)
      : tree_(tree), kernel_(kernel), known_(known), map_(map), walk_(known.filter), groups_(map) {}

  void run() {
    for (std::size_t at = 0; at < map_.networks.size(); ++at) {
      sides_.push_back(side_of(at));
      const Ipv4 address = sides_.back().host_address;
      if (address != 0) map_.networks[at].host_address = ipv4_text(address);
    }
    for (const Side& side : sides_) among(side);
    for (const Side& from : sides_) {
      for (const Side& to : sides_) across(from, to);
    }
    within_spaces();
    with_host();
    for (const Side& from : sides_) published(from);
    if (walk_.is_exhausted() || is_cut_) {
      map_.gaps.push_back(
          {"the packet filter is too large for all networks of this machine to be "
           "held against it; the rest is not known",
           {}});
    }
  }

 private:
  bool is_on(const std::string& path) const { return first_line(tree_, path) == "1"; }

  Side side_of(std::size_t network) const {
    Side side{.network = network, .interface = {}, .subnet = {}, .members = {}};
    const MapNetwork& described = map_.networks[network];
    for (const Route& route : kernel_.host->routes) {
      if (route.gateway != 0 || route.interface != described.interface) continue;
      side.interface = route.interface;
      side.subnet = route.to;
    }
    if (!side.interface.empty()) {
      for (const Ipv4 address : kernel_.host->addresses) {
        if (side.subnet->contains(address)) side.host_address = address;
      }
      side.is_filtered = is_on("/proc/sys/net/bridge/bridge-nf-call-iptables") ||
                         is_on("/sys/class/net/" + side.interface + "/bridge/nf_call_iptables");
      const std::string own = "/proc/sys/net/ipv4/conf/" + side.interface + "/forwarding";
      FileStatus status;
      side.is_forwarded = tree_.status(own, status) == Sight::there
                              ? is_on(own)
                              : is_on("/proc/sys/net/ipv4/ip_forward");
    }
    for (std::size_t space = 0; space < map_.spaces.size(); ++space) {
      for (const MapAttachment& attachment : map_.spaces[space].attachments) {
        if (attachment.network != network) continue;
        // Without an address over IPv4, the filter has nothing to say of it.
        if (!side.interface.empty() && attachment.address.empty()) continue;
        const auto isolated = kernel_.isolated_peers.find(attachment.peer);
        const bool is_isolated = isolated != kernel_.isolated_peers.end() && isolated->second;
        side.members.push_back({.space = space,
                                .address = parse_ipv4(attachment.address).value_or(0),
                                .trait = is_isolated ? "isolated" : ""});
      }
    }
    // A link from point to point (CNI's ptp) has no subnet: there this machine is the gateway.
    if (side.subnet && side.host_address == 0) {
      for (const ReachMember& member : side.members) {
        const Route* const route = route_outside(member, side);
        if (route != nullptr && is_ours(route->gateway)) side.host_address = route->gateway;
      }
    }
    return side;
  }

  bool is_ours(Ipv4 address) const {
    return std::ranges::find(kernel_.host->addresses, address) != kernel_.host->addresses.end();
  }

  // The way out that a member takes through this network by a gateway; null: none.
  const Route* route_outside(const ReachMember& member, const Side& side, Ipv4 target = 0) const {
    const KernelSpace* const space = kernel_.spaces[member.space];
    const Route* const route = space == nullptr ? nullptr : route_to(space->routes, target);
    if (route == nullptr || route->gateway == 0) return nullptr;
    const bool is_here =
        side.subnet->contains(route->gateway) ||
        std::ranges::any_of(map_.spaces[member.space].attachments, [&](const MapAttachment& each) {
          return each.network == side.network && each.interface == route->interface;
        });
    return is_here ? route : nullptr;
  }

  std::size_t group(const Side& side, const ReachClass& members) {
    std::vector<std::size_t> spaces;
    for (const ReachMember& member : members) spaces.push_back(member.space);
    return groups_.of(side.network, std::move(spaces));
  }

  void add(MapEdge edge) {
    if (map_.edges.size() < most_edges) {
      map_.edges.push_back(std::move(edge));
    } else {
      is_cut_ = true;
    }
  }

  FilterVerdict unread() const { return {.reach = Reach::unknown, .rule = "rules not readable"}; }

  // The members of one network among each other.
  void among(const Side& side) {
    const MapNetwork& network = map_.networks[side.network];
    if (side.members.size() < 2) return;
    if (side.interface.empty()) {
      const bool is_refused = network.icc == false;
      const std::size_t all = group(side, side.members);
      add({.from = all,
           .to = all,
           .reach = is_refused ? Reach::no : Reach::yes,
           .by = network.icc ? ReachBy::icc : ReachBy::same_bridge,
           .ports = {},
           .evidence = ReachEvidence::configuration,
           .decided_by = "driver " + network.driver});
      return;
    }
    const auto ask = [&](const ReachMember& from, const ReachMember& to, int port,
                         FilterTests& tests) -> FilterVerdict {
      if (from.trait == "isolated" && to.trait == "isolated") {
        return {.reach = Reach::no, .rule = "isolated ports of " + side.interface};
      }
      if (!known_.is_known) return unread();
      FilterPacket packet{.in = side.interface,
                          .out = side.interface,
                          .source = from.address,
                          .destination = to.address,
                          .port = port,
                          .is_bridged = true,
                          .skips_ip = !side.is_filtered};
      FilterVerdict verdict = pass(packet, tests);
      if (!side.is_filtered && verdict.reach == Reach::yes && verdict.rule.empty()) {
        verdict.rule = "bridge-nf-call-iptables = 0";
      }
      return verdict;
    };
    classify(side, side, network.icc ? ReachBy::icc : ReachBy::same_bridge, ask);
  }

  // Through the hooks that a packet passes that neither comes from here nor is for here.
  FilterVerdict pass(const FilterPacket& packet, FilterTests& tests) {
    FilterVerdict all{.reach = Reach::yes, .rule = {}};
    for (const FilterHook hook :
         {FilterHook::prerouting, FilterHook::forward, FilterHook::postrouting}) {
      FilterPacket seen = packet;
      if (hook == FilterHook::prerouting) seen.out = {};
      if (hook == FilterHook::postrouting) seen.in = {};
      const FilterVerdict one = walk_.verdict(hook, seen, &tests);
      if (one.reach == Reach::no) return one;
      if (one.reach == Reach::unknown && all.reach == Reach::yes) all = one;
      if (hook == FilterHook::forward && all.reach == Reach::yes) all.rule = one.rule;
    }
    return all;
  }

  static bool shares(const Side& from, const Side& to) { return from.network == to.network; }

  // From one network to another, by way of this machine.
  void across(const Side& from, const Side& to) {
    if (shares(from, to) || from.interface.empty() || to.interface.empty() ||
        from.members.empty() || to.members.empty() || from.interface == to.interface) {
      return;
    }
    Side routed = from, answering = to;
    const Ipv4 target = to.members.front().address;
    for (ReachMember& member : routed.members) member.trait = route_trait(member, from, target);
    const Ipv4 source = from.members.front().address;
    for (ReachMember& member : answering.members) {
      const KernelSpace* const space = kernel_.spaces[member.space];
      member.trait = space == nullptr                             ? "unseen"
                     : route_to(space->routes, source) == nullptr ? "no route"
                                                                  : "";
    }
    const auto ask = [&](const ReachMember& one, const ReachMember& other, int port,
                         FilterTests& tests) -> FilterVerdict {
      if (one.trait == "elsewhere" || one.space == other.space) {
        return {.reach = Reach::no, .rule = "another way"};
      }
      if (one.trait == "no route" || other.trait == "no route") {
        return {.reach = Reach::no, .rule = "no route"};
      }
      if (!from.is_forwarded) return {.reach = Reach::no, .rule = "ip_forward = 0"};
      const Route* const route = route_to(kernel_.host->routes, other.address);
      if (route == nullptr || route->interface != to.interface) {
        return {.reach = Reach::unknown, .rule = "this machine's routes"};
      }
      if (!known_.is_known) return unread();
      const FilterPacket packet{.in = from.interface,
                                .out = to.interface,
                                .source = one.address,
                                .destination = other.address,
                                .port = port};
      const FilterRewrite rewritten = walk_.rewrite(FilterHook::prerouting, packet, &tests);
      FilterVerdict verdict = pass(packet, tests);
      if (verdict.reach != Reach::no && (!rewritten.is_known || rewritten.address)) {
        return {.reach = Reach::unknown, .rule = rewritten.rule};
      }
      if (verdict.reach == Reach::yes && (one.trait == "unseen" || other.trait == "unseen")) {
        return {.reach = Reach::unknown, .rule = "routes not readable"};
      }
      return verdict;
    };
    classify(routed, answering, ReachBy::routes, ask);
  }

  // How a member's packets to another network leave it.
  std::string route_trait(const ReachMember& member, const Side& from, Ipv4 target) const {
    const KernelSpace* const space = kernel_.spaces[member.space];
    if (space == nullptr) return "unseen";
    if (route_to(space->routes, target) == nullptr) return "no route";
    const Route* const route = route_outside(member, from, target);
    return route != nullptr && is_ours(route->gateway) ? "" : "elsewhere";
  }

  // Splits both sides as far as the answers do, and tells what they are.
  template <class Ask>
  void classify(const Side& from, const Side& to, ReachBy by, const Ask& ask) {
    struct Answer {
      std::size_t from, to;  // classes
      std::vector<PortVerdict> verdicts;
    };
    FilterTests tests(known_.filter);
    std::vector<ReachClass> ones, others;
    std::vector<Answer> answers;
    for (;;) {
      ones = classes_of(from.members, known_.filter, tests);
      others = classes_of(to.members, known_.filter, tests);
      answers.clear();
      FilterTests met = tests;
      for (std::size_t one = 0; one < ones.size(); ++one) {
        for (std::size_t other = 0; other < others.size(); ++other) {
          const bool is_itself = shares(from, to) && one == other;
          if (is_itself && ones[one].size() < 2) continue;
          FilterTests own(known_.filter);
          auto verdicts = verdicts_by_port(known_.filter, own, [&](int port, FilterTests& asked) {
            return ask(ones[one].front(), others[other].back(), port, asked);
          });
          for (std::size_t at = 0; at < own.prefixes.size(); ++at) {
            if (own.prefixes[at]) met.prefixes[at] = true;
          }
          answers.push_back({one, other, std::move(verdicts)});
        }
      }
      if (met.prefixes == tests.prefixes) break;
      tests.prefixes = met.prefixes;
    }
    for (Answer& answer : answers) {
      for (PortVerdict& each : answer.verdicts) {
        // That different networks do not reach each other needs no words.
        const bool is_expected = !shares(from, to) && each.verdict.reach == Reach::no;
        if (is_expected && answer.verdicts.size() == 1) continue;
        if (is_expected && each.ports.empty()) continue;
        add({.from = group(from, ones[answer.from]),
             .to = group(to, others[answer.to]),
             .reach = each.verdict.reach,
             .by = by,
             .ports = each.ports.empty() ? std::vector<std::string>()
                                         : std::vector<std::string>{each.ports},
             .evidence = each.verdict.reach == Reach::unknown && !known_.is_known
                             ? ReachEvidence::configuration
                             : ReachEvidence::rules,
             .decided_by = each.verdict.rule});
      }
    }
  }

  // Who shares a namespace reaches even what listens on its loopback alone.
  void within_spaces() {
    for (std::size_t at = 0; at < map_.spaces.size(); ++at) {
      const MapSpace& space = map_.spaces[at];
      if (space.is_host || space.containers.size() < 2) continue;
      const std::size_t group =
          groups_.of(space.attachments.empty() ? no_part : space.attachments.front().network, {at});
      add({.from = group,
           .to = group,
           .reach = Reach::yes,
           .by = ReachBy::shared_namespace,
           .ports = {},
           .evidence = ReachEvidence::rules,
           .decided_by = space.id});
    }
  }

  std::size_t host_space() const {
    for (std::size_t at = 0; at < map_.spaces.size(); ++at) {
      if (map_.spaces[at].is_host) return at;
    }
    return no_part;
  }

  // Containers to what listens on the host, and containers on the host's network to the others.
  void with_host() {
    const std::size_t space = host_space();
    if (space == no_part) return;
    const std::size_t host = groups_.of(no_part, {space});
    for (const Side& side : sides_) {
      if (side.interface.empty() || side.members.empty() || side.host_address == 0) continue;
      const std::size_t members = group(side, side.members);
      to_host(side, members, host, map_.spaces[space]);
      if (map_.spaces[space].containers.empty()) continue;
      FilterPacket packet{.in = {},
                          .out = side.interface,
                          .source = side.host_address,
                          .destination = side.members.front().address,
                          .port = 1,
                          .source_is_local = true};
      FilterVerdict verdict = unread();
      if (known_.is_known) verdict = walk_.verdict(FilterHook::output, packet, nullptr);
      add({.from = host,
           .to = members,
           .reach = verdict.reach,
           .by = ReachBy::host_network,
           .ports = {},
           .evidence = ReachEvidence::rules,
           .decided_by = verdict.rule});
    }
  }

  void to_host(const Side& side, std::size_t members, std::size_t host, const MapSpace& space) {
    std::map<Reach, MapEdge> edges;
    std::set<std::string> said;
    for (const MapListener& listener : space.listeners) {
      const bool is_proxy =
          listener.program == "docker-proxy" || listener.program == "rootlessport";
      if (listener.is_local || listener.protocol != "tcp" || is_proxy) continue;
      const Ipv4 bound = parse_ipv4(listener.address).value_or(0);
      FilterVerdict verdict = unread();
      if (known_.is_known) {
        verdict = to_this_machine(side, bound == 0 ? side.host_address : bound, listener.port);
      }
      const std::string port = std::to_string(listener.port) + "/tcp";
      if (verdict.reach == Reach::no || !said.insert(port).second) continue;
      MapEdge& edge = edges[verdict.reach];
      edge.reach = verdict.reach;
      edge.ports.push_back(port);
      edge.decided_by = verdict.rule;
    }
    for (auto& [reach, edge] : edges) {
      edge.from = members;
      edge.to = host;
      edge.by = ReachBy::host_network;
      edge.evidence = ReachEvidence::rules;
      add(std::move(edge));
    }
  }

  FilterVerdict to_this_machine(const Side& side, Ipv4 address, int port) {
    const FilterPacket packet{.in = side.interface,
                              .out = {},
                              .source = side.members.front().address,
                              .destination = address,
                              .port = port,
                              .destination_is_local = true};
    const FilterVerdict before = walk_.verdict(FilterHook::prerouting, packet, nullptr);
    if (before.reach == Reach::no) return before;
    const FilterVerdict here = walk_.verdict(FilterHook::input, packet, nullptr);
    return here.reach == Reach::no || before.reach == Reach::yes ? here : before;
  }

  // From a network to ports of this machine that lead to containers of others.
  void published(const Side& from) {
    if (from.interface.empty() || from.members.empty() || from.host_address == 0) return;
    std::map<std::pair<std::size_t, Reach>, MapEdge> edges;  // by target space
    for (const MapPublished& port : map_.published) {
      if (port.protocol != "tcp" || port.container == no_part) continue;
      const std::size_t space = map_.containers[port.container].space;
      const bool is_alone = from.members.size() == 1 && from.members.front().space == space;
      if (space == no_part || is_alone || reaches_directly(from, space)) continue;
      const FilterVerdict verdict = through_port(from, port);
      if (verdict.reach == Reach::no) continue;
      MapEdge& edge = edges[{space, verdict.reach}];
      edge.reach = verdict.reach;
      const std::string text = std::to_string(port.host_port) + "/tcp";
      if (std::ranges::find(edge.ports, text) == edge.ports.end()) edge.ports.push_back(text);
      edge.decided_by = verdict.rule;
    }
    for (auto& [key, edge] : edges) {
      const MapSpace& space = map_.spaces[key.first];
      const std::size_t network =
          space.attachments.empty() ? no_part : space.attachments.front().network;
      edge.from = group(from, from.members);
      edge.to = groups_.of(network, {key.first});
      edge.by = ReachBy::published_port;
      edge.evidence = ReachEvidence::rules;
      add(std::move(edge));
    }
  }

  // Whether all of a network reach all ports of a space without that.
  bool reaches_directly(const Side& from, std::size_t space) {
    if (direct_.size() <= map_.edges.size() && direct_for_ != from.network) {
      direct_for_ = from.network;
      direct_.clear();
      for (const MapEdge& edge : map_.edges) {
        if (edge.reach != Reach::yes || !edge.ports.empty()) continue;
        const MapGroup& group = map_.groups[edge.from];
        if (group.network != from.network || group.spaces.size() != from.members.size()) continue;
        const MapGroup& to = map_.groups[edge.to];
        direct_.insert(to.spaces.begin(), to.spaces.end());
      }
    }
    return direct_.contains(space);
  }

  FilterVerdict through_port(const Side& from, const MapPublished& port) {
    if (!known_.is_known) return unread();
    const Ipv4 bound = parse_ipv4(port.host_address).value_or(0);
    if (bound >> 24 == 127) return {.reach = Reach::no, .rule = {}};
    FilterPacket packet{.in = from.interface,
                        .out = {},
                        .source = from.members.front().address,
                        .destination = bound == 0 ? from.host_address : bound,
                        .port = port.host_port,
                        .destination_is_local = true};
    const FilterVerdict before = walk_.verdict(FilterHook::prerouting, packet, nullptr);
    if (before.reach == Reach::no) return before;
    const FilterRewrite rewritten = walk_.rewrite(FilterHook::prerouting, packet, nullptr);
    if (!rewritten.is_known) return {.reach = Reach::unknown, .rule = rewritten.rule};
    if (!rewritten.address) {
      const bool is_forwarded = std::ranges::any_of(port.by, [](const std::string& by) {
        return by == "docker-proxy" || by == "rootlessport";
      });
      if (!is_forwarded) return {.reach = Reach::no, .rule = {}};
      return to_this_machine(from, packet.destination, port.host_port);
    }
    const Route* const route = route_to(kernel_.host->routes, *rewritten.address);
    if (route == nullptr) return {.reach = Reach::no, .rule = "no route"};
    packet.out = route->interface;
    packet.destination = *rewritten.address;
    if (rewritten.port != 0) packet.port = rewritten.port;
    packet.destination_is_local = false;
    packet.is_rewritten = true;
    FilterVerdict verdict = walk_.verdict(FilterHook::forward, packet, nullptr);
    if (verdict.reach == Reach::no) return verdict;
    if (!from.is_forwarded) return {.reach = Reach::no, .rule = "ip_forward = 0"};
    return before.reach == Reach::yes ? verdict : before;
  }

  const MachineTree& tree_;
  const KernelNetwork& kernel_;
  const KnownFilter& known_;
  NetworkMap& map_;
  FilterWalk walk_;
  ReachGroups groups_;
  std::vector<Side> sides_;
  std::set<std::size_t> direct_;
  std::size_t direct_for_ = no_part;
  bool is_cut_ = false;
};

}  // namespace

void find_reach(const MachineTree& tree, const KernelNetwork& kernel, const KnownFilter& known,
                NetworkMap& map) {
  Finder(tree, kernel, known, map).run();
}

}  // namespace boltseal
