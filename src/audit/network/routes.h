#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audit/network/ipv4.h"

namespace boltseal {

/// One route of a network namespace's main table.
struct Route {
  std::string interface;
  Ipv4Prefix to;
  Ipv4 gateway = 0;  ///< 0: the interface's own network.
  int metric = 0;
  friend bool operator==(const Route&, const Route&) = default;
};

/// /proc/PID/net/route. At most 10,000 routes; those that are down or reject are left out.
std::vector<Route> read_routes(std::string_view table);

/// The one that an address is reached by: the longest prefix, then the lowest metric; null: none.
const Route* route_to(const std::vector<Route>& routes, Ipv4 address);

/// The namespace's own addresses but the loopback's, by /proc/PID/net/fib_trie.
std::vector<Ipv4> read_own_addresses(std::string_view trie);

}  // namespace boltseal
