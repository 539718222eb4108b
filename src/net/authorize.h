#pragma once

#include <optional>
#include <string>
#include <vector>

#include "net/challenge.h"
#include "net/client.h"
#include "net/credentials.h"

namespace boltseal::net {

/// The Authorization header with which a repository may be pulled from, as one of the challenges
/// wants it: Bearer, for which a token server is asked (distribution, "Token Authentication
/// Specification" and "OAuth2 Token Authentication"), or Basic. `asked` answered with them. Without
/// a credential the token server is asked as nobody.
Outcome<std::string> authorize(const HttpClient& http, const Url& asked,
                               const std::vector<Challenge>& challenges,
                               const std::string& repository,
                               const std::optional<Credential>& credential);

}  // namespace boltseal::net
