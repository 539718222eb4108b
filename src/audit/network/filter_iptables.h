#pragma once

#include <set>
#include <string>
#include <string_view>

#include "audit/network/filter.h"

namespace boltseal {

/// What a reader of rules did not understand as a whole.
struct FilterRead {
  std::set<std::string> tables;  ///< That were read: "filter".
  bool is_whole = true;          ///< False: there were more rules than are looked at, or garbage.
};

/// Adds the tables that `iptables-save` writes (iptables-save(8)). A rule with a condition that is
/// not known here keeps it as an unknown one; so nothing is guessed.
FilterRead read_iptables(std::string_view text, PacketFilter& filter);

}  // namespace boltseal
