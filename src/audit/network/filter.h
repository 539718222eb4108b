#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audit/network/ipv4.h"

namespace boltseal {

// The packet filter of a network namespace, as far as it decides whether a new connection over IPv4
// comes through. What iptables and nftables write becomes the same.

/// States of a connection that a rule may ask for, one bit for each.
enum PacketState : unsigned {
  state_new = 1,
  state_established = 2,
  state_related = 4,
  state_invalid = 8,
  state_untracked = 16,
  state_dnat = 32,
  state_snat = 64,
};

/// One condition of a rule. Several values are alternatives.
struct FilterMatch {
  /// In the order in which they are best asked: what tells most packets apart first, and what makes
  /// containers of one network differ last (filter_verdict.h).
  enum class Kind : std::uint8_t {
    in_interface,
    out_interface,
    protocol,
    state,
    source_is_local,  ///< An address of this machine.
    destination_is_local,
    mark,
    source,
    destination,
    source_port,
    destination_port,
    unknown,
  };
  Kind kind = Kind::unknown;
  bool is_negated = false;
  std::vector<std::string> names;     ///< Interfaces ("veth+" is every one that begins so).
  std::vector<std::size_t> prefixes;  ///< In PacketFilter::prefixes.
  std::vector<std::size_t> ports;     ///< In PacketFilter::ports.
  std::vector<int> protocols;         ///< Numbers (IANA); 6 is TCP.
  unsigned states = 0;
  std::uint32_t mark = 0, mark_mask = 0;
};

struct FilterRule {
  enum class Action : std::uint8_t {
    none,  ///< Counts, logs: the next rule is asked.
    accept,
    drop,  ///< Also reject.
    back,  ///< RETURN: the next rule of whoever jumped here.
    jump,
    go_to,     ///< A jump without return: the caller's caller goes on.
    rewrite,   ///< DNAT; ends the chain, and the packet goes elsewhere.
    set_mark,  ///< To something that is not followed.
    unknown,   ///< Ends the packet's way, or not.
  };
  std::vector<FilterMatch> matches;
  Action action = Action::none;
  std::size_t chain = 0;  ///< Of a jump.
  /// Of a rewrite: the new address and port; nothing: kept, or not known.
  std::optional<Ipv4> address;
  int port = 0;
  std::string text;  ///< As people find it: "-A FORWARD -j DROP".
};

struct FilterChain {
  std::string name;
  std::vector<FilterRule> rules;
};

/// Where a packet is when a chain sees it.
enum class FilterHook : std::uint8_t { prerouting, input, forward, output, postrouting, other };

/// A chain that the kernel itself calls.
struct FilterBase {
  FilterHook hook = FilterHook::other;
  bool is_nat = false;     ///< It may rewrite; what it does with others is not asked.
  bool is_bridge = false;  ///< It sees what a bridge passes on, and interfaces are its ports.
  std::int64_t priority = 0;
  bool accepts = true;  ///< What its policy is.
  std::size_t chain = 0;
  std::string policy;  ///< For people: "policy of FORWARD in filter".
};

struct PacketFilter {
  std::vector<FilterChain> chains;
  std::vector<FilterBase> bases;
  std::vector<Ipv4Prefix> prefixes;        ///< Each once.
  std::vector<std::pair<int, int>> ports;  ///< From and to; each once.
};

}  // namespace boltseal
