#include "net/registry.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "net/answers.h"
#include "net/authorize.h"

namespace boltseal::net {
namespace {

// Docker Hub's API is not where its name says.
std::string host_of(const std::string& registry) {
  return registry == "docker.io" || registry == "index.docker.io" ? "registry-1.docker.io"
                                                                  : registry;
}

Result<Url> origin_of(const std::string& registry, std::string_view scheme) {
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
  if (text.find(':') != std::string_view::npos) return is_digest(text);
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

std::set<std::string> authorities_of(const std::set<std::string>& registries) {
  std::set<std::string> authorities;
  for (const std::string& registry : registries) {
    if (const auto url = origin_of(registry, "https")) authorities.insert(authority_of(*url));
  }
  return authorities;
}

}  // namespace

Failure refusal(const ImageName& name, const Response& response, const std::string& note) {
  const std::string said = read_errors(response.body);
  std::string message = "answers " + std::to_string(response.status);
  if (!said.empty()) message += " (" + said + ")";
  std::string remedy;
  Trouble kind = Trouble::refused;
  if (response.status == 404) {
    message = "is not there" + (said.empty() ? "" : " (" + said + ")");
    remedy = "look at the name and the tag";
  } else if (response.status == 401 || response.status == 403) {
    message += ": there is no such image, or it is not for everybody";
    if (!note.empty()) message += "; " + note;
    remedy = "look at the name; for a private image: " + log_in(name);
  } else if (response.status == 429) {
    kind = Trouble::busy;
    message += ": too many requests";
    remedy = "wait, or log in for a larger share: " + log_in(name);
  } else if (response.status == 500 || (response.status >= 502 && response.status <= 504)) {
    kind = Trouble::busy;
  }
  return {kind, std::move(message), std::move(remedy)};
}

std::string shown(const ImageName& name) {
  const std::string_view mark = name.reference.find(':') != std::string::npos ? "@" : ":";
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
  return origin_of(name.registry, plain_.contains(name.registry) ? "http" : "https");
}

Result<Url> RegistryClient::url_of(const ImageName& name, std::string_view below) const {
  if (!is_repository(name.repository)) {
    return fail("is no name that an image can have", shown(name));
  }
  Result<Url> url = base_of(name);
  if (url) url->target = "/v2/" + name.repository + "/" + std::string(below);
  return url;
}

Outcome<Response> RegistryClient::ask_with(const std::string& proof,
                                           const Question& question) const {
  Request request{.method = question.method,
                  .url = question.url,
                  .headers = question.headers,
                  .body = question.body};
  if (!proof.empty()) request.headers.emplace_back("Authorization", proof);
  return http_.fetch(std::move(request), question.sink);
}

Outcome<std::string> RegistryClient::prove(const ImageName& name, Question& question,
                                           const Response& refused) const {
  std::vector<Challenge> challenges;
  for (const auto& [header, value] : refused.headers) {
    if (!equals_ignoring_case(header, "WWW-Authenticate")) continue;
    std::ranges::move(parse_challenges(value), std::back_inserter(challenges));
  }
  const Credentials::Found found = credentials_.find(name.registry, name.repository);
  question.note = found.trouble;
  Outcome<std::string> proof =
      authorize(http_, question.url, challenges, name.repository,
                question.method == "GET" ? "pull" : "pull,push", found.credential);
  if (!proof) {
    Failure& failure = proof.error();
    if (!question.note.empty()) failure.message += "; " + question.note;
    if (failure.remedy.empty()) {
      failure.remedy = "for a private image, or another user: " + log_in(name);
    }
  }
  return proof;
}

// Asks, once more without TLS where that may be, and once more with what the registry wants to see.
Outcome<Response> RegistryClient::ask(const ImageName& name, Question& question) const {
  Url& url = question.url;
  const bool is_reading = question.method == "GET";
  const std::string key = name.registry + "/" + name.repository + (is_reading ? "" : " push");
  std::string proof;
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = proofs_.find(key); known != proofs_.end()) proof = known->second;
  }
  Outcome<Response> response = ask_with(proof, question);
  const bool may_be_plain = is_loopback(url.host) || insecure_.contains(name.registry);
  if (!response && response.error().trouble == Trouble::not_tls && url.scheme == "https") {
    if (!may_be_plain) {
      response.error().remedy = "if it is meant to be so: --insecure=" + sanitize(name.registry);
      return response;
    }
    const Result<Url> plain = origin_of(name.registry, "http");
    if (!plain) return response;
    url = Url{"http", {}, {}, url.host, plain->port, url.target};
    response = ask_with(proof, question);
    const std::lock_guard lock(mutex_);
    plain_.insert(name.registry);
  }
  // A host to which the registry sends us must not name where the registry's password goes.
  if (!response || response->status != 401 || response->is_elsewhere) return response;

  Outcome<std::string> proved = prove(name, question, *response);
  if (!proved) return std::unexpected(std::move(proved.error()));
  response = ask_with(*proved, question);
  if (response && response->status != 401 && response->status != 403) {
    const std::lock_guard lock(mutex_);
    proofs_.insert_or_assign(key, std::move(*proved));
  }
  return response;
}

Result<Manifest> RegistryClient::manifest(const ImageName& name) const {
  if (!is_reference(name.reference)) {
    return fail("is no name that an image can have", shown(name));
  }
  Result<Url> url = url_of(name, "manifests/" + name.reference);
  if (!url) return std::unexpected(url.error());
  Question question{.url = std::move(*url), .headers = {{"Accept", accepted()}}};
  Outcome<Response> response = ask(name, question);
  const std::string place = shown(question.url);
  if (!response) {
    const Failure& failure = response.error();
    return fail(failure.message, place, {}, failure.remedy);
  }
  if (response->status != 200) {
    const Failure failure = refusal(name, *response, question.note);
    return fail(failure.message, place, {}, failure.remedy);
  }
  Manifest manifest;
  Result<std::string> type = read_manifest_type(response->body, response->header("Content-Type"));
  if (!type) return fail(type.error().message, place, {}, type.error().remedy);
  manifest.media_type = std::move(*type);
  manifest.digest = sha256_digest(response->body);
  if (name.reference.starts_with("sha512:")) {
    Digester digester(name.reference);
    digester.add(response->body);
    manifest.digest = digester.finish();
  }
  manifest.body = std::move(response->body);
  const std::string_view claimed = response->header("Docker-Content-Digest");
  const std::string_view kind = std::string_view(manifest.digest).substr(0, 7);
  const bool lies = claimed.starts_with(kind) && claimed != manifest.digest;
  const bool is_other = name.reference.starts_with(kind) && name.reference != manifest.digest;
  if (lies || is_other) {
    return fail("sends what has the digest " + manifest.digest + ", not " +
                    sanitize(is_other ? name.reference : claimed),
                place, {}, "something between here and the registry changes what it sends");
  }
  return manifest;
}

Outcome<void> RegistryClient::blob(const ImageName& name, const std::string& digest,
                                   std::uint64_t offset, BodySink& sink) const {
  if (!is_repository(name.repository) || !is_digest(digest)) {
    return trouble(Trouble::refused, "is no name that a part of an image can have");
  }
  Result<Url> url = base_of(name);
  if (!url) return trouble(Trouble::refused, url.error().message);
  url->target = "/v2/" + name.repository + "/blobs/" + digest;
  Question question{.url = std::move(*url), .headers = {}, .sink = &sink};
  if (offset > 0) {
    question.headers.emplace_back("Range", "bytes=" + std::to_string(offset) + "-");
  }
  const Outcome<Response> response = ask(name, question);
  if (!response) return std::unexpected(response.error());
  if (response->status == 200 || response->status == 206) return {};
  return std::unexpected(refusal(name, *response, question.note));
}

}  // namespace boltseal::net
