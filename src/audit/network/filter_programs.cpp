#include "audit/network/filter_programs.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>

#include "audit/network/filter_iptables.h"
#include "audit/network/filter_nft.h"
#include "audit/network/nft_tables.h"
#include "base/process.h"
#include "base/text.h"

namespace boltseal {
namespace {

using Command = std::vector<std::string>;

// What the first of these commands that is there writes. People's PATH often lacks /usr/sbin.
std::optional<std::string> output_of(std::initializer_list<Command> commands,
                                     std::chrono::milliseconds patience) {
  for (const Command& command : commands) {
    for (const char* const folder : {"/usr/sbin/", "/sbin/", ""}) {
      Command called = command;
      called.front().insert(0, folder);
      const auto end = run_to_end(called, {.most_time = patience});
      if (end && end->status == 0) return end->out;
    }
  }
  return std::nullopt;
}

// Whether there are, or may be, tables that iptables does not show.
bool has_others(const FilterTexts& texts) {
  constexpr std::array<std::string_view, 5> of_iptables = {"raw", "mangle", "nat", "filter",
                                                           "security"};
  // These see no packet of one container to another over IPv4.
  constexpr std::array<std::string_view, 3> elsewhere = {"ip6", "arp", "netdev"};
  return !texts.tables || std::ranges::any_of(*texts.tables, [&](std::string_view table) {
    const std::size_t space = std::min(table.find(' '), table.size() - 1);
    const std::string_view family = table.substr(0, space), name = table.substr(space + 1);
    if (std::ranges::find(elsewhere, family) != elsewhere.end()) return false;
    return family != "ip" || std::ranges::find(of_iptables, name) == of_iptables.end();
  });
}

}  // namespace

FilterTexts read_filter_texts(const MachineTree& tree, std::chrono::milliseconds patience) {
  FilterTexts texts;
  texts.tables = nft_tables();
  if (!texts.tables || !texts.tables->empty()) {
    texts.iptables = output_of({{"iptables-nft-save"}}, patience);
    if (!texts.iptables || has_others(texts)) {
      texts.nft = output_of({{"nft", "--json", "list", "ruleset"}}, patience);
    }
  }
  // Its tables are listed here, where there are any; asking for them would load the module.
  std::string names;
  if (tree.read("/proc/net/ip_tables_names", names) == Sight::missing || trim(names).empty()) {
    texts.legacy = "";
  } else {
    texts.legacy = output_of({{"iptables-legacy-save"}, {"iptables-save"}}, patience);
  }
  return texts;
}

KnownFilter read_filter(const FilterTexts& texts, std::vector<MapGap>& gaps) {
  KnownFilter known;
  bool is_whole = true;
  std::set<std::string> read;
  if (texts.iptables) {
    const FilterRead part = read_iptables(*texts.iptables, known.filter);
    read = part.tables;
    is_whole = part.is_whole;
  }
  if (texts.legacy) {
    is_whole = read_iptables(*texts.legacy, known.filter).is_whole && is_whole;
  }
  if (texts.nft) is_whole = read_nft(*texts.nft, read, known.filter).is_whole && is_whole;
  const bool is_empty = texts.tables && texts.tables->empty();
  if (!texts.iptables && !texts.nft && !is_empty) {
    gaps.push_back(
        {"the rules of the packet filter cannot be read, so that who reaches whom is "
         "known by the engines' word alone",
         "run this as root, with iptables or nftables installed"});
  } else if (!texts.legacy) {
    gaps.push_back({"the rules of iptables-legacy cannot be read", "install iptables"});
  } else if (!texts.nft && has_others(texts)) {
    gaps.push_back({"the packet filter has tables that only nft can show", "install nftables"});
  } else if (!is_whole) {
    gaps.push_back(
        {"the packet filter has more rules than are looked at, or its programs write "
         "something else than rules",
         {}});
  } else {
    known.is_known = true;
  }
  return known;
}

}  // namespace boltseal
