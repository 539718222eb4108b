#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/challenge.h"
#include "net/client.h"
#include "net/credentials.h"

namespace boltseal::net {

/// The Authorization header with which a repository may be used, as one of the challenges
/// wants it: Bearer, for which a token server is asked (distribution, "Token Authentication
/// Specification" and "OAuth2 Token Authentication"), or Basic. `asked` answered with them. Without
/// a credential the token server is asked as nobody.
/// @param actions what is meant to be done, where the challenge does not say: "pull", "pull,push"
Outcome<std::string> authorize(const HttpClient& http, const Url& asked,
                               const std::vector<Challenge>& challenges,
                               const std::string& repository, std::string_view actions,
                               const std::optional<Credential>& credential);

}  // namespace boltseal::net
