#include "net/authorize.h"

#include <algorithm>

#include "base/base64.h"
#include "base/text.h"
#include "net/answers.h"

namespace boltseal::net {
namespace {

std::string basic(const Credential& credential) {
  return "Basic " + encode_base64(credential.user + ":" + credential.password);
}

const Challenge* find(const std::vector<Challenge>& challenges, std::string_view scheme) {
  const auto found = std::ranges::find(challenges, scheme, &Challenge::scheme);
  return found == challenges.end() ? nullptr : &*found;
}

std::string parameter(const Challenge& challenge, const std::string& name) {
  const auto found = challenge.parameters.find(name);
  return found == challenge.parameters.end() ? std::string() : found->second;
}

std::string form(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    if (!text.empty()) text += '&';
    text += name + "=" + percent_encode(value);
  }
  return text;
}

/// Asks a token server in both ways that there are.
class TokenServer {
 public:
  TokenServer(const HttpClient& http, Url realm, std::string service, std::string scope)
      : http_(http),
        realm_(std::move(realm)),
        service_(std::move(service)),
        scope_(std::move(scope)) {}

  Outcome<std::string> token(const std::optional<Credential>& credential) const {
    if (credential && !credential->identity_token.empty()) {
      return read(
          post({{"grant_type", "refresh_token"}, {"refresh_token", credential->identity_token}}));
    }
    Outcome<Response> response = get(credential);
    // Those that know only OAuth 2.0.
    if (credential && response && (response->status == 404 || response->status == 405)) {
      response = post({{"grant_type", "password"},
                       {"username", credential->user},
                       {"password", credential->password}});
    }
    return read(response);
  }

 private:
  Outcome<Response> get(const std::optional<Credential>& credential) const {
    Request request{.url = realm_};
    std::vector<std::pair<std::string, std::string>> query;
    if (!service_.empty()) query.emplace_back("service", service_);
    query.emplace_back("scope", scope_);
    if (credential) {
      query.emplace_back("account", credential->user);
      request.headers.emplace_back("Authorization", basic(*credential));
    }
    const bool has_query = realm_.target.find('?') != std::string::npos;
    request.url.target += (has_query ? '&' : '?') + form(query);
    return http_.fetch(std::move(request));
  }

  Outcome<Response> post(std::vector<std::pair<std::string, std::string>> fields) const {
    fields.insert(fields.end(),
                  {{"service", service_}, {"scope", scope_}, {"client_id", "boltseal"}});
    return http_.fetch({.method = "POST",
                        .url = realm_,
                        .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                        .body = form(fields)});
  }

  Outcome<std::string> read(const Outcome<Response>& response) const {
    const std::string who = "sends us to the token server " + shown(realm_) + ", which ";
    if (!response) {
      return trouble(response.error().trouble, who + response.error().message,
                     response.error().remedy);
    }
    if (response->status != 200) {
      return trouble(Trouble::malformed, who + "answers " + std::to_string(response->status));
    }
    Result<std::string> token = read_token(response->body);
    if (!token) return trouble(Trouble::malformed, who + token.error().message);
    return "Bearer " + *token;
  }

  const HttpClient& http_;
  const Url realm_;
  const std::string service_, scope_;
};

}  // namespace

Outcome<std::string> authorize(const HttpClient& http, const Url& asked,
                               const std::vector<Challenge>& challenges,
                               const std::string& repository, std::string_view actions,
                               const std::optional<Credential>& credential) {
  if (const Challenge* const bearer = find(challenges, "bearer")) {
    Result<Url> realm = resolve_url(asked, parameter(*bearer, "realm"));
    if (!realm || parameter(*bearer, "realm").empty()) {
      return trouble(Trouble::malformed, "wants a token and does not say from where");
    }
    // Passwords go there: without TLS only where the registry itself has none, and to nobody else
    // but this machine and hosts that were named as insecure.
    const bool may_be_plain =
        asked.scheme == "http" && (realm->host == asked.host || is_loopback(realm->host) ||
                                   http.settings().unverified.contains(authority_of(*realm)));
    if (realm->scheme == "http" && !may_be_plain) {
      return trouble(Trouble::malformed,
                     "sends us to the token server " + shown(*realm) + ", without TLS");
    }
    const std::string stated = parameter(*bearer, "scope");
    return TokenServer(
               http, std::move(*realm), parameter(*bearer, "service"),
               stated.empty() ? "repository:" + repository + ":" + std::string(actions) : stated)
        .token(credential);
  }
  if (find(challenges, "basic") == nullptr) {
    return trouble(Trouble::malformed, "wants a proof of who we are of a kind unknown here");
  }
  if (!credential || credential->user.empty()) {
    return trouble(Trouble::malformed, "wants a user and a password");
  }
  return basic(*credential);
}

}  // namespace boltseal::net
