#include "audit/network/filter_nft.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <vector>

#include "audit/network/filter_builder.h"
#include "base/json.h"
#include "base/text.h"

namespace boltseal {
namespace {

using Action = FilterRule::Action;
using Kind = FilterMatch::Kind;

const json* member(const json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::optional<std::int64_t> integer(const json* value) {
  if (value == nullptr || !value->is_number_integer()) return std::nullopt;
  return value->get<std::int64_t>();
}

// The one key of a statement or an expression: {"meta": {…}}.
std::string_view kind_of(const json& object) {
  return object.is_object() && object.size() == 1 ? std::string_view(object.begin().key())
                                                  : std::string_view();
}

FilterHook hook_of(std::string_view name) {
  constexpr std::array<std::string_view, 5> names = {"prerouting", "input", "forward", "output",
                                                     "postrouting"};
  const auto* const found = std::ranges::find(names, name);
  return static_cast<FilterHook>(found - names.begin());
}

class NftReader {
 public:
  NftReader(PacketFilter& filter, const std::set<std::string>& without)
      : builder_(filter), without_(without) {}

  FilterRead read(const json& all) {
    const json* const list = member(all, "nftables");
    if (list == nullptr || !list->is_array()) {
      read_.is_whole = false;
      return read_;
    }
    for (const json& each : *list) {
      const std::string_view kind = kind_of(each);
      if (kind.empty() || !is_asked(each.begin().value())) continue;
      if (kind == "chain") chain(each.begin().value());
      if (kind == "set" || kind == "map") {
        sets_[table_of(each.begin().value()) + " " + text_in(each.begin().value(), "name")] =
            &each.begin().value();
      }
    }
    for (const json& each : *list) {
      if (kind_of(each) == "rule" && is_asked(each["rule"])) rule(each["rule"]);
    }
    return read_;
  }

 private:
  static std::string table_of(const json& object) {
    return text_in(object, "family") + " " + text_in(object, "table");
  }

  bool is_asked(const json& object) const {
    const std::string family = text_in(object, "family");
    if (family == "ip") return !without_.contains(text_in(object, "table"));
    return family == "inet" || family == "bridge";
  }

  void chain(const json& object) {
    const std::string table = table_of(object);
    const std::string name = text_in(object, "name");
    const std::size_t chain = builder_.chain(table, name);
    const FilterHook hook = hook_of(text_in(object, "hook"));
    if (hook == FilterHook::other) return;
    const bool accepts = text_in(object, "policy") != "drop";
    builder_.base({.hook = hook,
                   .is_nat = text_in(object, "type") == "nat",
                   .is_bridge = text_in(object, "family") == "bridge",
                   .priority = integer(member(object, "prio")).value_or(0),
                   .accepts = accepts,
                   .chain = chain,
                   .policy = "nft table " + table + " chain " + name + " policy " +
                             (accepts ? "accept" : "drop")});
  }

  void rule(const json& object) {
    table_ = table_of(object);
    const std::string name = text_in(object, "chain");
    chain_ = builder_.chain(table_, name);
    rule_ = {};
    rule_.text = "nft table " + table_ + " chain " + name + " handle " +
                 std::to_string(integer(member(object, "handle")).value_or(0));
    const json* const statements = member(object, "expr");
    if (statements == nullptr || !statements->is_array()) return;
    for (const json& each : *statements) {
      const std::string_view kind = kind_of(each);
      if (kind.empty()) {
        unknown();
      } else {
        statement(kind, each.begin().value());
      }
    }
    if (rule_.action != Action::none) add(rule_);
  }

  void add(FilterRule rule) {
    read_.is_whole = builder_.add(chain_, std::move(rule)) && read_.is_whole;
  }

  void unknown() { rule_.matches.push_back({}); }

  void statement(std::string_view kind, const json& body) {
    // What only counts or notes.
    constexpr std::array<std::string_view, 6> notes = {"counter", "log",  "comment",
                                                       "notrack", "flow", "meter"};
    if (kind == "match") {
      match(body);
    } else if (kind == "vmap") {
      verdict_map(body);
    } else if (kind == "mangle") {
      // A mark, or something else of the packet that no rule here asks for.
      FilterRule marks = rule_;
      marks.action = Action::set_mark;
      add(std::move(marks));
    } else if (std::ranges::find(notes, kind) == notes.end()) {
      set_action(rule_, kind, body);
    }
  }

  void set_action(FilterRule& rule, std::string_view kind, const json& body) {
    if (rule.action != Action::none) return;  // nothing comes after a verdict
    if (kind == "accept" || kind == "masquerade" || kind == "snat") {
      rule.action = Action::accept;
    } else if (kind == "drop" || kind == "reject") {
      rule.action = Action::drop;
    } else if (kind == "return") {
      rule.action = Action::back;
    } else if (kind == "continue") {
      rule.action = Action::none;
    } else if ((kind == "jump" || kind == "goto") &&
               builder_.has_chain(table_, text_in(body, "target"))) {
      rule.action = kind == "jump" ? Action::jump : Action::go_to;
      rule.chain = builder_.chain(table_, text_in(body, "target"));
    } else if (kind == "dnat") {
      rule.action = Action::rewrite;
      rule.address = parse_ipv4(text_in(body, "addr"));
      rule.port = static_cast<int>(integer(member(body, "port")).value_or(0));
    } else {
      rule.action = Action::unknown;
    }
  }

  void match(const json& body) {
    const json* const left = member(body, "left");
    const json* const right = member(body, "right");
    const std::string op = text_in(body, "op");
    if (left == nullptr || right == nullptr || (op != "==" && op != "!=" && op != "in")) {
      return unknown();
    }
    auto made = condition(*left, *right);
    if (!made) return unknown();
    if (made->kind == Kind::unknown) return;  // it holds for every packet here
    made->is_negated = op == "!=";
    rule_.matches.push_back(std::move(*made));
  }

  // Nothing: not understood.
  std::optional<FilterMatch> condition(const json& left, const json& right) {
    FilterMatch made;
    const std::string_view kind = kind_of(left);
    if (kind.empty()) return std::nullopt;
    const json& of = left.begin().value();
    const std::string key = text_in(of, "key");
    const std::string field = text_in(of, "field");
    if (kind == "meta" && (key == "iifname" || key == "iif")) {
      made.kind = Kind::in_interface;
    } else if (kind == "meta" && (key == "oifname" || key == "oif")) {
      made.kind = Kind::out_interface;
    } else if ((kind == "meta" && key == "l4proto") || (kind == "payload" && field == "protocol")) {
      made.kind = Kind::protocol;
    } else if (kind == "payload" && (field == "saddr" || field == "daddr")) {
      if (text_in(of, "protocol") == "ip6") return never();
      if (text_in(of, "protocol") != "ip") return std::nullopt;
      made.kind = field == "saddr" ? Kind::source : Kind::destination;
    } else if (kind == "payload" && (field == "sport" || field == "dport")) {
      const std::string protocol = text_in(of, "protocol");
      if (protocol != "th") {
        const int number = protocol_number(protocol);
        if (number < 0) return std::nullopt;
        FilterMatch& first = rule_.matches.emplace_back();
        first.kind = Kind::protocol;
        first.protocols.push_back(number);
      }
      made.kind = field == "sport" ? Kind::source_port : Kind::destination_port;
    } else if (kind == "ct" && (key == "state" || key == "status")) {
      made.kind = Kind::state;
    } else if (kind == "fib" && text_in(of, "result") == "type" && right == "local") {
      const json* const flags = member(of, "flags");
      const bool is_source = flags != nullptr && flags->dump().find("saddr") != std::string::npos;
      made.kind = is_source ? Kind::source_is_local : Kind::destination_is_local;
      return made;
    } else if (kind == "meta" && key == "nfproto") {
      if (right == "ipv4") return FilterMatch{};
      return right == "ipv6" ? never() : std::nullopt;
    } else {
      return std::nullopt;
    }
    return values(right, made) ? std::optional(std::move(made)) : std::nullopt;
  }

  // A condition that no packet over IPv4 fulfils.
  static std::optional<FilterMatch> never() {
    FilterMatch made;
    made.kind = Kind::protocol;
    made.protocols.push_back(58);
    return made;
  }

  bool values(const json& right, FilterMatch& made, int depth = 0) {
    constexpr int most_depth = 4;
    if (depth == most_depth) return false;
    const auto all = [&](const json& list) {
      return list.is_array() && std::ranges::all_of(list, [&](const json& each) {
               return values(each, made, depth + 1);
             });
    };
    if (right.is_array()) return all(right);
    if (right.is_string() && right.get_ref<const std::string&>().starts_with('@')) {
      const auto named = sets_.find(table_ + " " + right.get_ref<const std::string&>().substr(1));
      if (named == sets_.end()) return false;
      const json* const elements = member(*named->second, "elem");
      return elements == nullptr || all(*elements);  // an empty set
    }
    if (const json* const set = member(right, "set")) {
      return set->is_array() ? all(*set) : values(*set, made, depth + 1);
    }
    if (const json* const element = member(right, "elem")) {
      const json* const value = member(*element, "val");
      return value != nullptr && values(*value, made, depth + 1);
    }
    return value(right, made);
  }

  bool value(const json& right, FilterMatch& made) {
    switch (made.kind) {
      case Kind::in_interface:
      case Kind::out_interface:
        if (!right.is_string()) return false;
        made.names.push_back(right.get<std::string>());
        return true;
      case Kind::protocol: {
        const int number = right.is_string() ? protocol_number(right.get<std::string>())
                                             : static_cast<int>(integer(&right).value_or(-1));
        made.protocols.push_back(number);
        return number >= 0;
      }
      case Kind::source:
      case Kind::destination: return address(right, made);
      case Kind::source_port:
      case Kind::destination_port: return port(right, made);
      case Kind::state: {
        const std::string name = right.is_string() ? right.get<std::string>() : std::string();
        const auto states = packet_states({name});
        if (states) made.states |= *states;
        return states.has_value();
      }
      default: return false;
    }
  }

  bool address(const json& right, FilterMatch& made) {
    std::optional<Ipv4Prefix> prefix;
    if (right.is_string()) prefix = parse_ipv4_prefix(right.get<std::string>());
    if (const json* const written = member(right, "prefix")) {
      const auto length = integer(member(*written, "len"));
      prefix =
          parse_ipv4_prefix(text_in(*written, "addr") + "/" + std::to_string(length.value_or(-1)));
    }
    if (!prefix) return false;
    made.prefixes.push_back(builder_.prefix(*prefix));
    return true;
  }

  bool port(const json& right, FilterMatch& made) {
    std::optional<std::int64_t> from = integer(&right), to = from;
    if (const json* const range = member(right, "range");
        range != nullptr && range->is_array() && range->size() == 2) {
      from = integer(&(*range)[0]);
      to = integer(&(*range)[1]);
    }
    if (!from || !to || *from < 0 || *to > 65535) return false;
    made.ports.push_back(builder_.ports(static_cast<int>(*from), static_cast<int>(*to)));
    return true;
  }

  // One rule for each of its elements: {"key": …, "data": {"set": [[value, {"jump": …}], …]}}
  void verdict_map(const json& body) {
    const json* const key = member(body, "key");
    const json* data = member(body, "data");
    if (data != nullptr && data->is_string() &&
        data->get_ref<const std::string&>().starts_with('@')) {
      const auto named = sets_.find(table_ + " " + data->get_ref<const std::string&>().substr(1));
      data = named == sets_.end() ? nullptr : member(*named->second, "elem");
    } else if (data != nullptr) {
      data = member(*data, "set");
    }
    if (key == nullptr || data == nullptr || !data->is_array()) {
      rule_.action = Action::unknown;
      return;
    }
    const FilterRule before = rule_;
    for (const json& each : *data) {
      rule_ = before;
      const bool is_pair = each.is_array() && each.size() == 2;
      const std::string_view kind = is_pair ? kind_of(each[1]) : std::string_view();
      if (kind.empty()) {
        rule_.action = Action::unknown;
      } else {
        auto made = each[0] == "*" ? std::optional(FilterMatch{}) : condition(*key, each[0]);
        if (!made) {
          unknown();
        } else if (made->kind != Kind::unknown) {
          rule_.matches.push_back(std::move(*made));
        }
        set_action(rule_, kind, each[1].begin().value());
      }
      if (rule_.action != Action::none) add(rule_);
    }
    rule_ = before;
  }

  FilterBuilder builder_;
  const std::set<std::string>& without_;
  std::map<std::string, const json*> sets_;
  std::string table_;
  std::size_t chain_ = 0;
  FilterRule rule_;
  FilterRead read_;
};

}  // namespace

FilterRead read_nft(std::string_view text, const std::set<std::string>& without,
                    PacketFilter& filter) {
  const json all = parse_json(text);
  return NftReader(filter, without).read(all);
}

}  // namespace boltseal
