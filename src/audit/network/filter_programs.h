#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "audit/machine_tree.h"
#include "audit/network/filter.h"
#include "model/network_map.h"

namespace boltseal {

/// What the programs of netfilter write about the rules of this network namespace. Nothing: it
/// could not be read.
struct FilterTexts {
  /// The tables that the kernel has (nft_tables.h).
  std::optional<std::set<std::string>> tables;
  std::optional<std::string> iptables;  ///< Of iptables-nft-save.
  std::optional<std::string> legacy;  ///< Of iptables-legacy-save; empty: there are none of these.
  std::optional<std::string> nft;     ///< Of `nft --json list ruleset`.
};

/// Asks them: without a shell, each for at most `patience`. They change nothing.
FilterTexts read_filter_texts(const MachineTree& tree, std::chrono::milliseconds patience);

/// The rules in these texts.
struct KnownFilter {
  PacketFilter filter;
  bool is_known = false;  ///< False: there may be rules that nobody could read.
};
KnownFilter read_filter(const FilterTexts& texts, std::vector<MapGap>& gaps);

}  // namespace boltseal
