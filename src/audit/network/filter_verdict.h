#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/network/filter.h"
#include "model/network_map.h"

namespace boltseal {

/// The first packet of a new connection.
struct FilterPacket {
  std::string_view in, out;  ///< Interfaces; empty: none yet (sent from here), or never (to here).
  Ipv4 source = 0, destination = 0;
  int protocol = 6;
  int port = 0;
  bool source_is_local = false, destination_is_local = false;
  bool is_bridged = false;  ///< A bridge passes it on, without routing.
  bool skips_ip = false;    ///< Then also without the rules for IP (bridge-nf-call-iptables).
  bool is_rewritten = false;
};

/// Which conditions on addresses and ports were asked on the way to a verdict. Packets that all of
/// these tell nothing about have the same one.
struct FilterTests {
  std::vector<bool> prefixes, ports;  ///< By place in PacketFilter.

  explicit FilterTests(const PacketFilter& filter)
      : prefixes(filter.prefixes.size()), ports(filter.ports.size()) {}
};

struct FilterVerdict {
  Reach reach = Reach::unknown;
  std::string rule;  ///< The one that decided, or that is not understood; empty: none did.
};

struct FilterRewrite {
  bool is_known = true;         ///< False: a rule that may rewrite is not understood.
  std::optional<Ipv4> address;  ///< Nothing: it stays.
  int port = 0;                 ///< 0: it stays.
  std::string rule;
};

/// Sends packets through a filter. Not for use by several threads at once.
class FilterWalk {
 public:
  /// @param most_tests after so many rules everything is unknown, so that a hostile filter takes
  /// seconds and not days
  explicit FilterWalk(const PacketFilter& filter, std::size_t most_tests = 60'000'000);

  /// Whether the chains of a hook let it through: every base chain has to. The hooks of one packet
  /// are asked in the order in which it passes them.
  /// @param tests gets what was asked; null: nobody wants to know, which is faster
  FilterVerdict verdict(FilterHook hook, const FilterPacket& packet, FilterTests* tests);

  /// Where the chains of nat send it before it is routed.
  FilterRewrite rewrite(FilterHook hook, const FilterPacket& packet, FilterTests* tests);

  bool is_exhausted() const { return tests_left_ == 0; }
  const PacketFilter& filter() const { return filter_; }

 private:
  struct Outcome;
  /// The rules of a long chain that may concern a packet to a port: those of that port, and those
  /// that do not name just one.
  struct ByPort {
    std::vector<std::size_t> others;
    std::map<int, std::vector<std::size_t>> of_port;
  };
  enum class Truth3 : std::uint8_t { no, unknown, yes };

  Outcome walk(std::size_t chain, const FilterPacket& packet, int depth);
  Outcome walk_base(const FilterBase& base, const FilterPacket& packet);
  Truth3 holds(const FilterRule& rule, const FilterPacket& packet);
  Truth3 holds(const FilterMatch& match, const FilterPacket& packet);
  Truth3 of_source_ports(const FilterMatch& match, int protocol) const;

  void walk(const FilterRule& rule, const FilterPacket& packet, int depth, Outcome& outcome,
            bool& has_ended);

  const PacketFilter& filter_;
  std::map<std::size_t, ByPort> by_port_;  // by chain
  std::vector<const FilterBase*> bases_;   // by priority
  std::size_t tests_left_;
  FilterTests* asked_ = nullptr;
  bool sees_ports_ = false;  // interfaces are ports of a bridge
  bool is_marked_ = false;   // by something that is not followed
};

}  // namespace boltseal
