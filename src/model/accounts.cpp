#include "model/accounts.h"

#include <algorithm>

#include "base/text.h"

namespace boltseal {

std::vector<Account> accounts_in(std::string_view text) {
  std::vector<Account> accounts;
  for (const std::string_view line : split(text, '\n')) {
    const std::vector<std::string_view> fields = split(line, ':');
    if (fields.size() < 3 || fields[0].empty() || line.starts_with('#')) continue;
    accounts.push_back({fields[0], fields[1], fields.size() == 7 ? fields[6] : ""});
  }
  return accounts;
}

bool is_password_hash(std::string_view password) {
  if (password.starts_with('$')) return password.find('$', 1) != std::string_view::npos;
  // The oldest form: two characters of salt and eleven of the hash.
  return password.size() == 13 && std::ranges::all_of(password, [](char c) {
           return is_letter(c) || is_digit(c) || c == '.' || c == '/';
         });
}

}  // namespace boltseal
