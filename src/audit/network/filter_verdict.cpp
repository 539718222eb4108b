#include "audit/network/filter_verdict.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace boltseal {

using Action = FilterRule::Action;
using Kind = FilterMatch::Kind;

namespace {

// Deeper than the kernel lets rules jump in practice (nftables: NFT_JUMP_STACK_SIZE is 16).
constexpr int most_depth = 20;

bool names_interface(std::string_view name, std::string_view interface) {
  const bool is_prefix = name.ends_with('+') || name.ends_with('*');
  return is_prefix ? interface.starts_with(name.substr(0, name.size() - 1)) : name == interface;
}

}  // namespace

// What may become of a packet in a chain: several while a rule on its way is not understood.
struct FilterWalk::Outcome {
  bool may_accept = false, may_drop = false, may_go_on = false, may_return = false;
  bool is_rewritten = false, may_be_rewritten = false;
  const FilterRule* rewrite = nullptr;
  const std::string* decided = nullptr;   // the rule that ended its way
  const std::string* doubtful = nullptr;  // the first that is not understood

  void add(const Outcome& other) {
    may_accept = may_accept || other.may_accept;
    may_drop = may_drop || other.may_drop;
    is_rewritten = is_rewritten || other.is_rewritten;
    may_be_rewritten = may_be_rewritten || other.may_be_rewritten;
    if (other.rewrite != nullptr) rewrite = other.rewrite;
    if (other.decided != nullptr) decided = other.decided;
    if (doubtful == nullptr) doubtful = other.doubtful;
  }
};

FilterWalk::FilterWalk(const PacketFilter& filter, std::size_t most_tests)
    : filter_(filter), tests_left_(most_tests) {
  for (const FilterBase& base : filter.bases) bases_.push_back(&base);
  std::ranges::stable_sort(bases_, {}, [](const FilterBase* base) { return base->priority; });
  constexpr std::size_t is_long = 32;
  for (std::size_t chain = 0; chain < filter.chains.size(); ++chain) {
    const std::vector<FilterRule>& rules = filter.chains[chain].rules;
    if (rules.size() < is_long) continue;
    ByPort& index = by_port_[chain];
    for (std::size_t at = 0; at < rules.size(); ++at) {
      const auto match = std::ranges::find_if(rules[at].matches, [&](const FilterMatch& each) {
        return each.kind == Kind::destination_port && !each.is_negated && each.ports.size() == 1 &&
               filter.ports[each.ports.front()].first == filter.ports[each.ports.front()].second;
      });
      if (match == rules[at].matches.end()) {
        index.others.push_back(at);
      } else {
        index.of_port[filter.ports[match->ports.front()].first].push_back(at);
      }
    }
  }
}

// The kernel hands out any of these (ip_local_port_range), so that a part of them tells nothing.
FilterWalk::Truth3 FilterWalk::of_source_ports(const FilterMatch& match, int protocol) const {
  constexpr int first = 32768, last = 60999;
  if (protocol != 6 && protocol != 17) return Truth3::no;
  Truth3 truth = Truth3::no;
  for (const std::size_t each : match.ports) {
    const auto [from, to] = filter_.ports[each];
    if (to < first || from > last) continue;
    truth = std::max(truth, from <= first && to >= last ? Truth3::yes : Truth3::unknown);
  }
  if (!match.is_negated || truth == Truth3::unknown) return truth;
  return truth == Truth3::yes ? Truth3::no : Truth3::yes;
}

FilterWalk::Truth3 FilterWalk::holds(const FilterMatch& match, const FilterPacket& packet) {
  const auto either = [&](bool is_so) {
    return is_so != match.is_negated ? Truth3::yes : Truth3::no;
  };
  const auto in_prefixes = [&](Ipv4 address) {
    bool is_in = false;
    for (const std::size_t each : match.prefixes) {
      if (asked_ != nullptr) asked_->prefixes[each] = true;
      is_in = is_in || filter_.prefixes[each].contains(address);
    }
    return either(is_in);
  };
  const auto in_ports = [&](int port) {
    if (packet.protocol != 6 && packet.protocol != 17) return Truth3::no;
    bool is_in = false;
    for (const std::size_t each : match.ports) {
      if (asked_ != nullptr) asked_->ports[each] = true;
      is_in = is_in || (port >= filter_.ports[each].first && port <= filter_.ports[each].second);
    }
    return either(is_in);
  };
  const auto is_of = [&](std::string_view interface) {
    if (sees_ports_) return Truth3::unknown;
    return either(std::ranges::any_of(
        match.names, [&](const std::string& name) { return names_interface(name, interface); }));
  };
  switch (match.kind) {
    case Kind::in_interface: return is_of(packet.in);
    case Kind::out_interface: return is_of(packet.out);
    case Kind::protocol:
      return either(std::ranges::find(match.protocols, packet.protocol) != match.protocols.end());
    case Kind::state: {
      const unsigned states = state_new | (packet.is_rewritten ? state_dnat : 0U);
      return either((match.states & states) != 0);
    }
    case Kind::source_is_local: return either(packet.source_is_local);
    case Kind::destination_is_local: return either(packet.destination_is_local);
    case Kind::mark:
      // Nobody has marked it on its way here.
      return is_marked_ ? Truth3::unknown : either((match.mark_mask & 0U) == match.mark);
    case Kind::source: return in_prefixes(packet.source);
    case Kind::destination: return in_prefixes(packet.destination);
    case Kind::source_port: return of_source_ports(match, packet.protocol);
    case Kind::destination_port: return in_ports(packet.port);
    case Kind::unknown: break;
  }
  return Truth3::unknown;
}

FilterWalk::Truth3 FilterWalk::holds(const FilterRule& rule, const FilterPacket& packet) {
  Truth3 all = Truth3::yes;
  for (const FilterMatch& match : rule.matches) {
    const Truth3 one = holds(match, packet);
    if (one == Truth3::no) return Truth3::no;
    all = std::min(all, one);
  }
  return all;
}

FilterWalk::Outcome FilterWalk::walk(std::size_t chain, const FilterPacket& packet, int depth) {
  Outcome outcome;
  if (depth == most_depth) {
    outcome.may_accept = outcome.may_drop = outcome.may_go_on = outcome.may_be_rewritten = true;
    return outcome;
  }
  const std::vector<FilterRule>& rules = filter_.chains[chain].rules;
  bool has_ended = false;
  const auto index = by_port_.find(chain);
  if (asked_ == nullptr && index != by_port_.end()) {
    const ByPort& by_port = index->second;
    const auto own = by_port.of_port.find(packet.port);
    std::vector<std::size_t> both;
    if (own != by_port.of_port.end()) {
      std::ranges::merge(by_port.others, own->second, std::back_inserter(both));
    }
    for (const std::size_t at : own == by_port.of_port.end() ? by_port.others : both) {
      walk(rules[at], packet, depth, outcome, has_ended);
      if (has_ended) return outcome;
    }
  } else {
    for (const FilterRule& rule : rules) {
      walk(rule, packet, depth, outcome, has_ended);
      if (has_ended) return outcome;
    }
  }
  outcome.may_go_on = true;
  return outcome;
}

void FilterWalk::walk(const FilterRule& rule, const FilterPacket& packet, int depth,
                      Outcome& outcome, bool& has_ended) {
  if (tests_left_ == 0) {
    outcome.may_accept = outcome.may_drop = outcome.may_be_rewritten = true;
    return;
  }
  --tests_left_;
  if (rule.action == Action::none) return;
  const Truth3 truth = holds(rule, packet);
  if (truth == Truth3::no) return;
  const bool is_sure = truth == Truth3::yes;
  if (!is_sure && outcome.doubtful == nullptr) outcome.doubtful = &rule.text;
  bool ends = true;
  switch (rule.action) {
    case Action::accept:
      outcome.may_accept = true;
      outcome.decided = &rule.text;
      break;
    case Action::drop:
      outcome.may_drop = true;
      outcome.decided = &rule.text;
      break;
    case Action::back: outcome.may_go_on = true; break;
    case Action::rewrite:
      outcome.may_accept = true;
      outcome.may_be_rewritten = true;
      outcome.is_rewritten = outcome.is_rewritten || is_sure;
      outcome.rewrite = &rule;
      outcome.decided = &rule.text;
      break;
    case Action::jump:
    case Action::go_to: {
      Outcome inner = walk(rule.chain, packet, depth + 1);
      if (!is_sure) inner.is_rewritten = false;
      outcome.add(inner);
      // A goto's chain ends like the one that it was left for.
      if (rule.action == Action::go_to) {
        outcome.may_go_on = outcome.may_go_on || inner.may_go_on;
      } else {
        ends = !inner.may_go_on;
      }
      break;
    }
    case Action::set_mark:
      is_marked_ = true;
      ends = false;
      break;
    case Action::unknown:
      outcome.may_accept = outcome.may_drop = outcome.may_be_rewritten = true;
      if (outcome.doubtful == nullptr) outcome.doubtful = &rule.text;
      ends = false;
      break;
    case Action::none: ends = false; break;
  }
  has_ended = ends && is_sure;
}

FilterWalk::Outcome FilterWalk::walk_base(const FilterBase& base, const FilterPacket& packet) {
  sees_ports_ = base.is_bridge;
  Outcome outcome = walk(base.chain, packet, 0);
  if (!outcome.may_go_on) return outcome;
  outcome.decided = &base.policy;
  (base.accepts ? outcome.may_accept : outcome.may_drop) = true;
  return outcome;
}

FilterVerdict FilterWalk::verdict(FilterHook hook, const FilterPacket& packet, FilterTests* tests) {
  asked_ = tests;
  // A mark stays with a packet on its way; these are where it begins.
  if (hook == FilterHook::prerouting || hook == FilterHook::output) is_marked_ = false;
  FilterVerdict verdict{.reach = Reach::yes, .rule = {}};
  for (const FilterBase* const base : bases_) {
    if (base->hook != hook || base->is_nat) continue;
    if (base->is_bridge ? !packet.is_bridged : packet.skips_ip) continue;
    const Outcome outcome = walk_base(*base, packet);
    if (!outcome.may_accept) {
      return {.reach = Reach::no, .rule = outcome.decided ? *outcome.decided : base->policy};
    }
    if (outcome.may_drop) {
      verdict.reach = Reach::unknown;
      verdict.rule = outcome.doubtful != nullptr ? *outcome.doubtful : std::string();
    } else if (verdict.reach == Reach::yes && outcome.decided != nullptr) {
      verdict.rule = *outcome.decided;
    }
  }
  return verdict;
}

FilterRewrite FilterWalk::rewrite(FilterHook hook, const FilterPacket& packet, FilterTests* tests) {
  asked_ = tests;
  for (const FilterBase* const base : bases_) {
    if (base->hook != hook || !base->is_nat || base->is_bridge) continue;
    const Outcome outcome = walk_base(*base, packet);
    if (!outcome.may_be_rewritten) continue;
    FilterRewrite made;
    made.is_known = outcome.is_rewritten && outcome.doubtful == nullptr &&
                    outcome.rewrite != nullptr && outcome.rewrite->address.has_value();
    if (outcome.rewrite != nullptr) {
      made.address = outcome.rewrite->address;
      made.port = outcome.rewrite->port;
      made.rule = outcome.rewrite->text;
    } else if (outcome.doubtful != nullptr) {
      made.rule = *outcome.doubtful;
    }
    return made;
  }
  return {};
}

}  // namespace boltseal
