#include "net/credentials.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/base64.h"
#include "base/json.h"
#include "base/process.h"
#include "base/text.h"

namespace boltseal::net {
namespace {

// A helper may have to wait for a person who unlocks a key ring.
constexpr std::chrono::seconds helper_patience{60};

// The key under which Docker keeps what belongs to its own registry.
constexpr std::string_view hub_key = "https://index.docker.io/v1/";

const json& object_in(const json& object, const char* key) {
  static const json none = json::object();
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? *found : none;
}

// Docker writes keys as URLs too ("https://registry.example/v1/"); Podman with a path.
std::string normalized(std::string_view key) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!key.starts_with(scheme)) continue;
    key.remove_prefix(scheme.size());
    key = key.substr(0, key.find('/'));  // the path of a URL is that of the protocol
  }
  while (key.ends_with('/')) key.remove_suffix(1);
  return std::string(key == "index.docker.io" ? "docker.io" : key);
}

// The keys that may hold a repository's credentials, the most telling first.
std::vector<std::string> keys_for(std::string_view registry, std::string_view repository) {
  std::vector<std::string> keys;
  std::string key = std::string(registry) + "/" + std::string(repository);
  while (key.size() > registry.size()) {
    keys.push_back(key);
    key.resize(key.rfind('/'));
  }
  keys.emplace_back(registry);
  return keys;
}

std::optional<Credential> credential_of(const json& entry) {
  Credential credential;
  credential.identity_token = text_in(entry, "identitytoken");
  if (const auto plain = decode_base64(text_in(entry, "auth")); plain && !plain->empty()) {
    const std::size_t colon = std::min(plain->find(':'), plain->size());
    credential.user = plain->substr(0, colon);
    if (colon < plain->size()) credential.password = plain->substr(colon + 1);
    // Docker pads what it writes with NUL bytes.
    while (credential.password.ends_with('\0')) credential.password.pop_back();
  } else {
    credential.user = text_in(entry, "username");
    credential.password = text_in(entry, "password");
  }
  if (credential.identity_token.empty() && credential.user.empty()) return std::nullopt;
  return credential;
}

// It becomes part of a program's name: no slash leads out of PATH.
bool is_helper_name(std::string_view name) {
  return !name.empty() && name.size() < 100 &&
         std::ranges::all_of(name, [](char c) { return is_word(c) || c == '-' || c == '.'; });
}

}  // namespace

Result<StoredCredential> read_credential_file(std::string_view text, std::string_view registry,
                                              std::string_view repository) {
  const json file = parse_json(text);
  if (!file.is_object()) return fail("is no JSON object");
  StoredCredential stored;
  const json& helpers = object_in(file, "credHelpers");
  const json& entries = object_in(file, "auths");
  for (const std::string& wanted : keys_for(registry, repository)) {
    for (const auto& [key, helper] : helpers.items()) {
      if (normalized(key) == wanted && helper.is_string()) stored.helper = helper;
    }
    if (!stored.helper.empty()) return stored;
    for (const auto& [key, entry] : entries.items()) {
      if (normalized(key) == wanted && !stored.credential) stored.credential = credential_of(entry);
    }
    if (stored.credential) return stored;
  }
  stored.helper = text_in(file, "credsStore");
  return stored;
}

Result<Credential> read_helper_answer(std::string_view text) {
  const json answer = parse_json(text);
  Credential credential{text_in(answer, "Username"), text_in(answer, "Secret"), {}};
  if (credential.password.empty()) return fail("answers without a secret");
  if (credential.user == "<token>") return Credential{{}, {}, std::move(credential.password)};
  return credential;
}

std::vector<std::string> credential_files(const Environment& environment) {
  std::vector<std::string> paths;
  const std::string home = environment("HOME");
  if (const std::string only = environment("REGISTRY_AUTH_FILE"); !only.empty()) {
    paths.push_back(only);
  } else {
    if (const std::string runtime = environment("XDG_RUNTIME_DIR"); !runtime.empty()) {
      paths.push_back(runtime + "/containers/auth.json");
    }
    const std::string stated = environment("XDG_CONFIG_HOME");
    const std::string folder = stated.empty() && !home.empty() ? home + "/.config" : stated;
    if (!folder.empty()) paths.push_back(folder + "/containers/auth.json");
  }
  if (const std::string folder = environment("DOCKER_CONFIG"); !folder.empty()) {
    paths.push_back(folder + "/config.json");
  } else if (!home.empty()) {
    paths.push_back(home + "/.docker/config.json");
  }
  return paths;
}

Credentials::Found Credentials::find(const std::string& registry,
                                     const std::string& repository) const {
  Found found;
  for (const std::string& path : paths_) {
    if (!files_->exists(path)) continue;
    const Result<std::string> text = files_->read(path);
    const auto stored = text ? read_credential_file(*text, registry, repository)
                             : Result<StoredCredential>(std::unexpected(text.error()));
    if (!stored) {
      found.trouble = sanitize(path) + " " + stored.error().message;
      continue;
    }
    if (stored->credential) return {stored->credential, {}};
    if (stored->helper.empty()) continue;
    Found answer = ask(stored->helper, registry);
    if (answer.credential) return answer;
    if (!answer.trouble.empty()) found.trouble = std::move(answer.trouble);
  }
  return found;
}

Credentials::Found Credentials::ask(const std::string& helper, const std::string& registry) const {
  if (!is_helper_name(helper)) {
    return {std::nullopt, "the credential helper \"" + sanitize(helper) +
                              "\" has no name that a "
                              "helper can have"};
  }
  const std::string program = "docker-credential-" + helper;
  const std::lock_guard lock(mutex_);
  const auto [known, is_new] = asked_.try_emplace(program + " " + registry);
  if (!is_new) return known->second;
  Found& found = known->second;
  const std::array<std::string, 2> command = {program, "get"};
  const std::string server = registry == "docker.io" ? std::string(hub_key) : registry;
  const auto end = run_to_end(command, {.most_time = helper_patience, .input = server});
  if (!end) {
    found.trouble = end.error().message;
  } else if (end->status != 0) {
    // Most registries need nobody to log in, and their helper then says just that.
    const std::string_view said = trim(end->out.empty() ? end->err : end->out);
    const bool is_none = said.find("credentials not found") != std::string_view::npos;
    if (!is_none) found.trouble = program + " failed: " + sanitize(said.substr(0, 200));
  } else if (Result<Credential> credential = read_helper_answer(end->out)) {
    found.credential = std::move(*credential);
  } else {
    found.trouble = program + " " + credential.error().message;
  }
  return found;
}

}  // namespace boltseal::net
