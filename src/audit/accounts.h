#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "audit/machine_view.h"

namespace boltseal {

/// The names behind the numbers of a machine's users and groups (passwd(5), group(5)).
struct Accounts {
  std::map<std::uint32_t, std::string> users, groups;
};

/// Reads them, and the members of each group into the view's machine.
Accounts read_accounts(const MachineTree& tree, MachineView& view);

/// The name, or the number where there is none.
std::string name_or_number(const std::map<std::uint32_t, std::string>& names, std::uint32_t number);

/// The home of a user; empty when it is not known.
std::string home_of(const MachineTree& tree, std::uint32_t uid);

}  // namespace boltseal
