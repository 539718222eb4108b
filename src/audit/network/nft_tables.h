#pragma once

#include <optional>
#include <set>
#include <string>

namespace boltseal {

/// The tables of nftables in this network namespace, as "ip filter", "inet firewalld", asked of the
/// kernel itself (NFT_MSG_GETTABLE). Nothing when it does not tell us.
std::optional<std::set<std::string>> nft_tables();

}  // namespace boltseal
