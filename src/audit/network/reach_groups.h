#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "audit/network/filter_verdict.h"
#include "model/network_map.h"

namespace boltseal {

/// A container's side of a network, for packets.
struct ReachMember {
  std::size_t space = 0;
  Ipv4 address = 0;
  /// What beside its address makes it different: "isolated", "no route".
  std::string trait;
};

/// The groups of a map, each once.
class ReachGroups {
 public:
  explicit ReachGroups(NetworkMap& map) : map_(map) {}
  std::size_t of(std::size_t network, std::vector<std::size_t> spaces);

 private:
  NetworkMap& map_;
  std::map<std::pair<std::size_t, std::vector<std::size_t>>, std::size_t> groups_;
};

/// Members that no test of `tests` and no trait tells apart; the first of each stands for all.
using ReachClass = std::vector<ReachMember>;
std::vector<ReachClass> classes_of(const std::vector<ReachMember>& members,
                                   const PacketFilter& filter, const FilterTests& tests);

/// One answer for some ports; empty text: for all that have no answer of their own.
struct PortVerdict {
  std::string ports;
  FilterVerdict verdict;
};

/// Asks for a verdict on a port until the conditions on ports that were met tell no more of them
/// apart.
std::vector<PortVerdict> verdicts_by_port(
    const PacketFilter& filter, FilterTests& tests,
    const std::function<FilterVerdict(int port, FilterTests& tests)>& ask);

}  // namespace boltseal
