#include "audit/network/reach_groups.h"

#include <algorithm>
#include <set>

namespace boltseal {
namespace {

constexpr int highest_port = 65535;

// Where the answer may change: the first port of each stretch.
std::set<int> beginnings(const PacketFilter& filter, const FilterTests& tests) {
  std::set<int> begin = {1};
  for (std::size_t at = 0; at < filter.ports.size(); ++at) {
    if (!tests.ports[at]) continue;
    if (filter.ports[at].first > 1) begin.insert(filter.ports[at].first);
    if (filter.ports[at].second < highest_port) begin.insert(filter.ports[at].second + 1);
  }
  return begin;
}

}  // namespace

std::size_t ReachGroups::of(std::size_t network, std::vector<std::size_t> spaces) {
  std::ranges::sort(spaces);
  const auto [at, is_new] = groups_.try_emplace({network, spaces}, map_.groups.size());
  if (is_new) map_.groups.push_back({network, std::move(spaces)});
  return at->second;
}

std::vector<ReachClass> classes_of(const std::vector<ReachMember>& members,
                                   const PacketFilter& filter, const FilterTests& tests) {
  std::vector<Ipv4Prefix> asked;
  for (std::size_t at = 0; at < filter.prefixes.size(); ++at) {
    if (tests.prefixes[at]) asked.push_back(filter.prefixes[at]);
  }
  // Most conditions hold for all of a network, or for none of it.
  std::erase_if(asked, [&](const Ipv4Prefix& prefix) {
    const auto is_in = [&](const ReachMember& member) { return prefix.contains(member.address); };
    return std::ranges::all_of(members, is_in) || std::ranges::none_of(members, is_in);
  });
  std::map<std::pair<std::string, std::vector<bool>>, ReachClass> classes;
  for (const ReachMember& member : members) {
    std::vector<bool> holds;
    for (const Ipv4Prefix& prefix : asked) holds.push_back(prefix.contains(member.address));
    classes[{member.trait, std::move(holds)}].push_back(member);
  }
  std::vector<ReachClass> list;
  for (auto& [signature, each] : classes) list.push_back(std::move(each));
  return list;
}

std::vector<PortVerdict> verdicts_by_port(
    const PacketFilter& filter, FilterTests& tests,
    const std::function<FilterVerdict(int port, FilterTests& tests)>& ask) {
  std::map<int, FilterVerdict> known;
  for (bool has_grown = true; has_grown;) {
    has_grown = false;
    for (const int port : beginnings(filter, tests)) {
      if (known.contains(port)) continue;
      known[port] = ask(port, tests);
      has_grown = true;
    }
  }
  // The last stretch, of the high ports, stands for all the others.
  const FilterVerdict rest = known.rbegin()->second;
  std::vector<PortVerdict> verdicts = {{"", rest}};
  for (auto at = known.begin(); at != known.end();) {
    const int from = at->first;
    const FilterVerdict& verdict = at->second;
    for (++at; at != known.end() && at->second.reach == verdict.reach;) ++at;
    if (verdict.reach == rest.reach) continue;
    const int to = at == known.end() ? highest_port : at->first - 1;
    std::string text = std::to_string(from);
    if (to > from) text += "-" + std::to_string(to);
    verdicts.push_back({text + "/tcp", verdict});
  }
  return verdicts;
}

}  // namespace boltseal
