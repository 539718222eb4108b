#pragma once

#include <set>
#include <string>
#include <string_view>

#include "audit/network/filter_iptables.h"

namespace boltseal {

/// Adds the tables that `nft --json list ruleset` writes (libnftables-json(5)): those of the
/// families ip, inet and bridge. What is not known here becomes an unknown condition or action.
/// @param without tables of the family ip that were read already ("filter")
FilterRead read_nft(std::string_view text, const std::set<std::string>& without,
                    PacketFilter& filter);

}  // namespace boltseal
