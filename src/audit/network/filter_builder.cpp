#include "audit/network/filter_builder.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace boltseal {

FilterBuilder::FilterBuilder(PacketFilter& filter) : filter_(filter) {
  for (std::size_t at = 0; at < filter.prefixes.size(); ++at) prefixes_[filter.prefixes[at]] = at;
  for (std::size_t at = 0; at < filter.ports.size(); ++at) ports_[filter.ports[at]] = at;
}

std::size_t FilterBuilder::chain(const std::string& table, std::string_view name) {
  const auto [at, is_new] = chains_.try_emplace({table, std::string(name)}, filter_.chains.size());
  if (is_new) filter_.chains.push_back({std::string(name), {}});
  return at->second;
}

bool FilterBuilder::has_chain(const std::string& table, std::string_view name) const {
  return chains_.contains(std::pair(table, std::string(name)));
}

std::size_t FilterBuilder::prefix(Ipv4Prefix prefix) {
  const auto [at, is_new] = prefixes_.try_emplace(prefix, filter_.prefixes.size());
  if (is_new) filter_.prefixes.push_back(prefix);
  return at->second;
}

std::size_t FilterBuilder::ports(int from, int to) {
  const auto [at, is_new] = ports_.try_emplace({from, to}, filter_.ports.size());
  if (is_new) filter_.ports.emplace_back(from, to);
  return at->second;
}

bool FilterBuilder::add(std::size_t chain, FilterRule rule) {
  if (rules_ == most_rules) return false;
  ++rules_;
  std::ranges::stable_sort(rule.matches, {}, &FilterMatch::kind);
  filter_.chains[chain].rules.push_back(std::move(rule));
  return true;
}

int protocol_number(std::string_view name) {
  // https://www.iana.org/assignments/protocol-numbers
  struct Protocol {
    std::string_view name;
    int number;
  };
  constexpr std::array<Protocol, 9> all = {{{"icmp", 1},
                                            {"tcp", 6},
                                            {"udp", 17},
                                            {"dccp", 33},
                                            {"esp", 50},
                                            {"ah", 51},
                                            {"ipv6-icmp", 58},
                                            {"sctp", 132},
                                            {"udplite", 136}}};
  for (const Protocol& each : all) {
    if (each.name == name) return each.number;
  }
  const auto number = parse_int(name);
  return number && *number > 0 && *number < 256 ? static_cast<int>(*number) : -1;
}

std::optional<unsigned> packet_states(const std::vector<std::string_view>& names) {
  struct State {
    std::string_view name;
    unsigned bit;
  };
  constexpr std::array<State, 7> all = {{{"new", state_new},
                                         {"established", state_established},
                                         {"related", state_related},
                                         {"invalid", state_invalid},
                                         {"untracked", state_untracked},
                                         {"dnat", state_dnat},
                                         {"snat", state_snat}}};
  unsigned bits = 0;
  for (const std::string_view name : names) {
    const auto* const found = std::ranges::find_if(
        all, [&](const State& each) { return equals_ignoring_case(each.name, trim(name)); });
    if (found == all.end()) return std::nullopt;
    bits |= found->bit;
  }
  return bits;
}

}  // namespace boltseal
