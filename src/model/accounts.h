#pragma once

#include <string_view>
#include <vector>

namespace boltseal {

/// A line of passwd(5) or shadow(5); views into its text.
struct Account {
  std::string_view name, password;
  std::string_view shell;  ///< Of passwd; empty in shadow.
};
std::vector<Account> accounts_in(std::string_view text);

/// Whether the second field is what crypt(5) makes of a password. Anything else but an empty one
/// locks the account.
bool is_password_hash(std::string_view password);

}  // namespace boltseal
