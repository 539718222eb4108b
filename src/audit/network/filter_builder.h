#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "audit/network/filter.h"

namespace boltseal {

/// Puts a filter together from what readers of rules find. Chains are named within their table.
class FilterBuilder {
 public:
  /// More than engines write for the most containers that are looked at.
  static constexpr std::size_t most_rules = 400'000;

  explicit FilterBuilder(PacketFilter& filter);

  /// The chain of that name, made when it is not there.
  std::size_t chain(const std::string& table, std::string_view name);
  bool has_chain(const std::string& table, std::string_view name) const;
  std::size_t prefix(Ipv4Prefix prefix);
  std::size_t ports(int from, int to);
  /// Conditions are put into the order in which they are asked. False when there are too many.
  bool add(std::size_t chain, FilterRule rule);
  void base(FilterBase base) { filter_.bases.push_back(std::move(base)); }

 private:
  PacketFilter& filter_;
  std::map<std::pair<std::string, std::string>, std::size_t, std::less<>> chains_;
  std::map<Ipv4Prefix, std::size_t> prefixes_;
  std::map<std::pair<int, int>, std::size_t> ports_;
  std::size_t rules_ = 0;
};

/// The number of a protocol by its name or number; -1: unknown.
int protocol_number(std::string_view name);

/// The bits of a list of states: "RELATED,ESTABLISHED"; nothing when one is unknown.
std::optional<unsigned> packet_states(const std::vector<std::string_view>& names);

}  // namespace boltseal
