#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace boltseal::net {

/// One way to prove who one is, as a server offers it.
struct Challenge {
  std::string scheme;                             ///< In lower case: "bearer", "basic".
  std::map<std::string, std::string> parameters;  ///< Names in lower case: "realm".
};

/// The challenges of a WWW-Authenticate header (RFC 9110, 11.6.1). What is no challenge ends the
/// list; of a parameter given twice the first counts.
std::vector<Challenge> parse_challenges(std::string_view header);

}  // namespace boltseal::net
