#include "net/registry.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "net/answers.h"
#include "net/authorize.h"
#include "base/sha256.h"

namespace boltseal::net {
namespace {

// Docker Hub's API is not where its name says.
std::string host_of(const std::string& registry) {
  return registry == "docker.io" || registry == "index.docker.io" ? "registry-1.docker.io"
                                                                  : registry;
}

Result<Url> url_of(const std::string& registry, std::string_view scheme) {
  // Nothing that would begin another part of the URL.
  const bool is_host = std::ranges::all_of(registry, [](char c) {
    return is_word(c) || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
  });
  if (!is_host) return fail("\"" + sanitize(registry) + "\" is no name of a registry");
  return parse_url(std::string(scheme) + "://" + host_of(registry));
}

// distribution/reference: lower case and digits, with separators between them; in the end this is
// part of a URL.
bool is_repository(std::string_view text) {
  const auto is_plain = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); };
  if (text.empty() || text.size() > 255) return false;
  for (const std::string_view part : split(text, '/')) {
    if (part.empty() || !is_plain(part.front()) || !is_plain(part.back())) return false;
    if (!std::ranges::all_of(
            part, [&](char c) { return is_plain(c) || c == '.' || c == '_' || c == '-'; })) {
      return false;
    }
  }
  return true;
}

bool is_reference(std::string_view text) {
  if (text.starts_with("sha256:")) return text.size() == 71;
  return !text.empty() && text.size() <= 128 && is_word(text.front()) &&
         std::ranges::all_of(text, [](char c) { return is_word(c) || c == '.' || c == '-'; });
}

std::string accepted() {
  std::string all;
  for (const std::string_view type : manifest_types()) {
    if (!all.empty()) all += ", ";
    all += type;
  }
  return all;
}

std::string log_in(const ImageName& name) {
  return name.registry == "docker.io" ? "docker login" : "docker login " + sanitize(name.registry);
}

// What an answer other than 200 means.
std::unexpected<Error> refusal(const ImageName& name, const Url& url, const Response& response,
                               const std::string& note) {
  const std::string said = read_errors(response.body);
  std::string message = "answers " + std::to_string(response.status);
  if (!said.empty()) message += " (" + said + ")";
  std::string remedy;
  if (response.status == 404) {
    message = "is not there" + (said.empty() ? "" : " (" + said + ")");
    remedy = "look at the name and the tag";
  } else if (response.status == 401 || response.status == 403) {
    message += ": there is no such image, or it is not for everybody";
    if (!note.empty()) message += "; " + note;
    remedy = "look at the name; for a private image: " + log_in(name);
  } else if (response.status == 429) {
    message += ": too many requests";
    remedy = "wait, or log in for a larger share: " + log_in(name);
  }
  return fail(std::move(message), shown(url), {}, std::move(remedy));
}

std::set<std::string> authorities_of(const std::set<std::string>& registries) {
  std::set<std::string> authorities;
  for (const std::string& registry : registries) {
    if (const auto url = url_of(registry, "https")) authorities.insert(authority_of(*url));
  }
  return authorities;
}

}  // namespace

std::string shown(const ImageName& name) {
  const std::string_view mark = name.reference.starts_with("sha256:") ? "@" : ":";
  return sanitize(name.registry + "/" + name.repository + std::string(mark) + name.reference);
}

RegistryClient::RegistryClient(HttpSettings settings, const Credentials& credentials,
                               const std::set<std::string>& insecure)
    : credentials_(credentials), insecure_(insecure), http_([&] {
        settings.unverified = authorities_of(insecure);
        return std::move(settings);
      }()) {}

Result<Url> RegistryClient::base_of(const ImageName& name) const {
  const std::lock_guard lock(mutex_);
  return url_of(name.registry, plain_.contains(name.registry) ? "http" : "https");
}

// Asks, once more without TLS where that may be, and once more with what the registry wants to see.
Outcome<Response> RegistryClient::ask(const ImageName& name, Url& url, std::string& note) const {
  const Headers headers = {{"Accept", accepted()}};
  Outcome<Response> response = http_.fetch({.url = url, .headers = headers});
  const bool may_be_plain = is_loopback(url.host) || insecure_.contains(name.registry);
  if (!response && response.error().trouble == Trouble::not_tls && url.scheme == "https") {
    if (!may_be_plain) {
      response.error().remedy = "if it is meant to be so: --insecure=" + sanitize(name.registry);
      return response;
    }
    const Result<Url> plain = url_of(name.registry, "http");
    if (!plain) return response;
    url = Url{"http", {}, {}, url.host, plain->port, url.target};
    response = http_.fetch({.url = url, .headers = headers});
    const std::lock_guard lock(mutex_);
    plain_.insert(name.registry);
  }
  if (!response || response->status != 401) return response;

  std::vector<Challenge> challenges;
  for (const auto& [header, value] : response->headers) {
    if (!equals_ignoring_case(header, "WWW-Authenticate")) continue;
    std::ranges::move(parse_challenges(value), std::back_inserter(challenges));
  }
  const Credentials::Found found = credentials_.find(name.registry, name.repository);
  note = found.trouble;
  const Outcome<std::string> proof =
      authorize(http_, url, challenges, name.repository, found.credential);
  if (!proof) {
    Failure failure = proof.error();
    if (!note.empty()) failure.message += "; " + note;
    if (failure.remedy.empty()) {
      failure.remedy = "for a private image, or another user: " + log_in(name);
    }
    return std::unexpected(std::move(failure));
  }
  return http_.fetch({.url = url, .headers = {headers[0], {"Authorization", *proof}}});
}

Result<Manifest> RegistryClient::manifest(const ImageName& name) const {
  if (!is_repository(name.repository) || !is_reference(name.reference)) {
    return fail("is no name that an image can have", shown(name));
  }
  Result<Url> url = base_of(name);
  if (!url) return std::unexpected(url.error());
  url->target = "/v2/" + name.repository + "/manifests/" + name.reference;
  std::string note;
  Outcome<Response> response = ask(name, *url, note);
  if (!response) {
    const Failure& failure = response.error();
    return fail(failure.message, shown(*url), {}, failure.remedy);
  }
  if (response->status != 200) return refusal(name, *url, *response, note);
  Manifest manifest;
  Result<std::string> type = read_manifest_type(response->body, response->header("Content-Type"));
  if (!type) return fail(type.error().message, shown(*url), {}, type.error().remedy);
  manifest.media_type = std::move(*type);
  manifest.digest = sha256_digest(response->body);
  manifest.body = std::move(response->body);
  const std::string_view claimed = response->header("Docker-Content-Digest");
  const bool lies = claimed.starts_with("sha256:") && claimed != manifest.digest;
  const bool is_other = name.reference.starts_with("sha256:") && name.reference != manifest.digest;
  if (lies || is_other) {
    return fail("sends what has the digest " + manifest.digest + ", not " +
                    sanitize(is_other ? name.reference : claimed),
                shown(*url), {}, "something between here and the registry changes what it sends");
  }
  return manifest;
}

}  // namespace boltseal::net
