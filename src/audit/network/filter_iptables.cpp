#include "audit/network/filter_iptables.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "audit/network/filter_builder.h"
#include "base/text.h"

namespace boltseal {
namespace {

using Action = FilterRule::Action;
using Kind = FilterMatch::Kind;

// Of the kernel's own chains, by table: linux/netfilter_ipv4.h, enum nf_ip_hook_priorities.
struct Table {
  std::string_view name;
  std::int64_t priority;
};
constexpr std::array<Table, 5> tables = {
    {{"raw", -300}, {"mangle", -150}, {"nat", -100}, {"filter", 0}, {"security", 50}}};

FilterHook hook_of(std::string_view chain) {
  constexpr std::array<std::string_view, 5> names = {"PREROUTING", "INPUT", "FORWARD", "OUTPUT",
                                                     "POSTROUTING"};
  const auto* const found = std::ranges::find(names, chain);
  return static_cast<FilterHook>(found - names.begin());
}

// Words as iptables-save quotes them: "two words", with \" inside.
std::vector<std::string> words_in(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool is_word = false, is_quoted = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (c == '\\' && is_quoted && at + 1 < line.size()) {
      word += line[++at];
    } else if (c == '"') {
      is_quoted = !is_quoted;
      is_word = true;
    } else if (is_space(c) && !is_quoted) {
      if (is_word) words.push_back(std::move(word));
      word.clear();
      is_word = false;
    } else {
      word += c;
      is_word = true;
    }
  }
  if (is_word) words.push_back(std::move(word));
  return words;
}

std::optional<std::uint32_t> number_of(std::string_view text) {
  const bool is_hexadecimal = text.starts_with("0x");
  if (is_hexadecimal) text.remove_prefix(2);
  std::uint32_t number = 0;
  const auto [end, wrong] =
      std::from_chars(text.data(), text.data() + text.size(), number, is_hexadecimal ? 16 : 10);
  if (wrong != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Targets after which the next rule is asked (iptables-extensions(8)).
bool goes_on(std::string_view target) {
  constexpr std::array<std::string_view, 19> names = {
      "LOG",     "NFLOG",       "ULOG", "TRACE",     "AUDIT",       "TCPMSS", "CHECKSUM",
      "DSCP",    "TOS",         "TTL",  "CLASSIFY",  "TCPOPTSTRIP", "SET",    "RATEEST",
      "SECMARK", "CONNSECMARK", "LED",  "IDLETIMER", "HL"};
  return std::ranges::find(names, target) != names.end();
}

class RuleReader {
 public:
  RuleReader(FilterBuilder& builder, const std::string& table,
             const std::vector<std::string>& words)
      : builder_(builder), table_(table), words_(words) {}

  FilterRule read() {
    std::string target;
    for (at_ = 2; at_ < words_.size(); ++at_) {
      bool is_negated = false;
      if (words_[at_] == "!" && at_ + 1 < words_.size()) {
        is_negated = true;
        ++at_;
      }
      const std::string& flag = words_[at_];
      if (flag == "-j" || flag == "-g") {
        target = value();
        is_goto_ = flag == "-g";
        break;  // what follows is the target's
      }
      if (flag == "-m") {
        module_ = value();
        // A module without a condition of its own that asks nothing.
        constexpr std::array<std::string_view, 12> asks_nothing = {
            "tcp",  "udp",       "comment", "conntrack", "state", "addrtype",
            "mark", "multiport", "iprange", "physdev",   "set",   "limit"};
        if (std::ranges::find(asks_nothing, module_) == asks_nothing.end()) unknown();
        continue;
      }
      condition(flag, is_negated);
    }
    set_target(target);
    return std::move(rule_);
  }

 private:
  std::string value() { return at_ + 1 < words_.size() ? words_[++at_] : std::string(); }

  void unknown() { rule_.matches.push_back({}); }

  FilterMatch& match(Kind kind, bool is_negated) {
    FilterMatch& match = rule_.matches.emplace_back();
    match.kind = kind;
    match.is_negated = is_negated;
    return match;
  }

  void condition(const std::string& flag, bool is_negated) {
    if (flag == "-i" || flag == "-o") {
      match(flag == "-i" ? Kind::in_interface : Kind::out_interface, is_negated)
          .names.push_back(value());
    } else if (flag == "-s" || flag == "-d") {
      const auto prefix = parse_ipv4_prefix(value());
      if (!prefix) return unknown();
      match(flag == "-s" ? Kind::source : Kind::destination, is_negated)
          .prefixes.push_back(builder_.prefix(*prefix));
    } else if (flag == "-p") {
      const std::string name = value();
      if (name == "all") return;
      const int number = protocol_number(name);
      if (number < 0) return unknown();
      match(Kind::protocol, is_negated).protocols.push_back(number);
    } else if (flag == "--dport" || flag == "--dports" || flag == "--sport" || flag == "--sports") {
      ports(flag.starts_with("--d") ? Kind::destination_port : Kind::source_port, is_negated);
    } else if (flag == "--ctstate" || flag == "--state") {
      const std::string list = value();
      const auto states = packet_states(split(list, ','));
      if (!states) return unknown();
      match(Kind::state, is_negated).states = *states;
    } else if (flag == "--dst-type" || flag == "--src-type") {
      if (value() != "LOCAL") return unknown();
      match(flag == "--dst-type" ? Kind::destination_is_local : Kind::source_is_local, is_negated);
    } else if (flag == "--mark" && module_ == "mark") {
      const std::string written = value();
      const std::size_t slash = written.find('/');
      const auto mark = number_of(std::string_view(written).substr(0, slash));
      const auto mask = slash == std::string::npos
                            ? std::optional(~std::uint32_t{0})
                            : number_of(std::string_view(written).substr(slash + 1));
      if (!mark || !mask) return unknown();
      FilterMatch& made = match(Kind::mark, is_negated);
      made.mark = *mark;
      made.mark_mask = *mask;
    } else if (flag == "--tcp-flags" && at_ + 2 < words_.size() &&
               words_[at_ + 1] == "FIN,SYN,RST,ACK" && words_[at_ + 2] == "SYN") {
      // What begins a connection over TCP, as all do that are asked for here.
      at_ += 2;
      match(Kind::protocol, is_negated).protocols.push_back(6);
    } else if (flag == "--comment") {
      value();
    } else {
      // Its values, if it has any, are skipped until the next word that can be a flag.
      unknown();
      while (at_ + 1 < words_.size() && !words_[at_ + 1].starts_with('-') &&
             words_[at_ + 1] != "!") {
        ++at_;
      }
    }
  }

  // "80", "80:90", "80,443,8000:8100"
  void ports(Kind kind, bool is_negated) {
    const std::string list = value();
    FilterMatch made;
    made.kind = kind;
    made.is_negated = is_negated;
    for (const std::string_view each : split(list, ',')) {
      const std::size_t colon = each.find(':');
      const auto from = number_of(each.substr(0, colon));
      const auto to = colon == std::string_view::npos ? from : number_of(each.substr(colon + 1));
      if (!from || !to || *from > 65535 || *to > 65535) return unknown();
      made.ports.push_back(builder_.ports(static_cast<int>(*from), static_cast<int>(*to)));
    }
    rule_.matches.push_back(std::move(made));
  }

  void set_target(const std::string& target) {
    if (target.empty() || goes_on(target)) {
      rule_.action = Action::none;
    } else if (target == "ACCEPT") {
      rule_.action = Action::accept;
    } else if (target == "DROP" || target == "REJECT") {
      rule_.action = Action::drop;
    } else if (target == "RETURN") {
      rule_.action = Action::back;
    } else if (target == "MARK" || target == "CONNMARK") {
      rule_.action = Action::set_mark;
    } else if (target == "DNAT") {
      rule_.action = Action::rewrite;
      destination();
    } else if (target == "MASQUERADE" || target == "SNAT") {
      rule_.action = Action::accept;  // the source changes, and who is reached does not
    } else if (builder_.has_chain(table_, target)) {
      rule_.action = is_goto_ ? Action::go_to : Action::jump;
      rule_.chain = builder_.chain(table_, target);
    } else {
      rule_.action = Action::unknown;
    }
  }

  void destination() {
    for (; at_ < words_.size(); ++at_) {
      if (words_[at_] != "--to-destination") continue;
      const std::string to = value();
      const std::size_t colon = to.find(':');
      rule_.address = parse_ipv4(std::string_view(to).substr(0, colon));
      const auto port = colon == std::string::npos
                            ? std::nullopt
                            : number_of(std::string_view(to).substr(colon + 1));
      if (port && *port <= 65535) rule_.port = static_cast<int>(*port);
    }
  }

  FilterBuilder& builder_;
  const std::string& table_;
  const std::vector<std::string>& words_;
  std::size_t at_ = 2;
  std::string module_;
  bool is_goto_ = false;
  FilterRule rule_;
};

}  // namespace

FilterRead read_iptables(std::string_view text, PacketFilter& filter) {
  FilterRead read;
  FilterBuilder builder(filter);
  std::string table;
  const std::vector<std::string_view> lines = split(text, '\n');
  for (const std::string_view written : lines) {
    const std::string_view line = trim(written);
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '*') {
      table = line.substr(1);
      read.tables.insert(table);
    } else if (line.front() == ':' && !table.empty()) {
      // ":FORWARD DROP [0:0]"; a chain of its own has "-" for a policy.
      const std::vector<std::string_view> parts = split(line.substr(1), ' ');
      const std::size_t chain = builder.chain(table, parts[0]);
      const FilterHook hook = hook_of(parts[0]);
      if (parts.size() < 2 || parts[1] == "-" || hook == FilterHook::other) continue;
      const auto* const known = std::ranges::find(tables, table, &Table::name);
      const std::string name(parts[0]);
      builder.base({.hook = hook,
                    .is_nat = table == "nat",
                    .priority = known == tables.end() ? 0 : known->priority,
                    .accepts = parts[1] == "ACCEPT",
                    .chain = chain,
                    .policy = ":" + name + " " + std::string(parts[1])});
    } else if (line.starts_with("-A ") && !table.empty()) {
      const std::vector<std::string> words = words_in(line);
      if (words.size() < 2) continue;
      FilterRule rule = RuleReader(builder, table, words).read();
      rule.text = line;
      read.is_whole = builder.add(builder.chain(table, words[1]), std::move(rule)) && read.is_whole;
    } else if (line != "COMMIT") {
      read.is_whole = false;
    }
  }
  return read;
}

}  // namespace boltseal
