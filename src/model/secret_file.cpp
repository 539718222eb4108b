#include "model/secret_file.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "model/secret_name.h"

namespace boltseal {
namespace {

// Names that programs give to their credentials, by their manuals.
constexpr std::array secrets = {
    SecretFile{".env", "the settings and passwords of an environment", false},
    SecretFile{".env.local", "the settings and passwords of an environment", false},
    SecretFile{".env.prod", "the settings and passwords of an environment", false},
    SecretFile{".env.production", "the settings and passwords of an environment", false},
    SecretFile{".env.staging", "the settings and passwords of an environment", false},
    SecretFile{"id_rsa", "a private SSH key"},
    SecretFile{"id_dsa", "a private SSH key"},
    SecretFile{"id_ecdsa", "a private SSH key"},
    SecretFile{"id_ed25519", "a private SSH key"},
    SecretFile{".ssh", "the SSH keys of a user"},
    SecretFile{".npmrc", "the token of a package registry", false},
    SecretFile{".yarnrc.yml", "the token of a package registry", false},
    SecretFile{".pypirc", "the token of a package registry"},
    SecretFile{".netrc", "logins for servers"},
    SecretFile{"_netrc", "logins for servers"},
    SecretFile{".git-credentials", "logins for Git servers"},
    SecretFile{".dockercfg", "logins for container registries"},
    SecretFile{".dockerconfigjson", "logins for container registries"},
    SecretFile{".pgpass", "database passwords"},
    SecretFile{".my.cnf", "a database password"},
    SecretFile{".aws", "the credentials of an AWS account"},
    SecretFile{".azure", "the credentials of an Azure account"},
    SecretFile{".kube", "credentials for a cluster"},
    SecretFile{"kubeconfig", "credentials for a cluster"},
    SecretFile{".gnupg", "private GnuPG keys"},
    SecretFile{".vault-token", "a token of Vault"},
    SecretFile{"terraform.tfstate", "Terraform's state with all its secrets"},
    SecretFile{"service-account.json", "the key of a service account", false},
    SecretFile{"service_account.json", "the key of a service account", false},
    SecretFile{"credentials.json", "the credentials of an account", false},
    SecretFile{"master.key", "the key of an application's secrets"},
    SecretFile{"privkey.pem", "a private key"},
    SecretFile{"*-key.pem", "a private key"},
    SecretFile{"*_key.pem", "a private key"},
    SecretFile{"*.private.pem", "a private key"},
    SecretFile{"key.pem", "a private key"},
    SecretFile{"server.key", "a private key"},
    SecretFile{"tls.key", "a private key"},
    SecretFile{"ssl.key", "a private key"},
    SecretFile{"private.key", "a private key"},
    SecretFile{"*.ppk", "a private SSH key"},
    SecretFile{"*.p12", "a certificate with its private key", false},
    SecretFile{"*.pfx", "a certificate with its private key", false},
};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// The last part of a path that is not empty: ".aws" of "/root/.aws/".
std::string_view name_of_path(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path.substr(path.rfind('/') + 1);
}

// A value that somebody chose: not empty, no reference, no word that stands for one.
bool is_chosen(std::string_view value) {
  value = trim(value);
  if (value.size() > 1 && (value.front() == '"' || value.front() == '\'')) {
    const std::size_t end = value.find(value.front(), 1);
    value = value.substr(1, end == std::string_view::npos ? end : end - 1);
  }
  return value.size() > 3 && value.front() != '$' && value.front() != '{' && !is_placeholder(value);
}

// The value behind `key` and one of the separators: "password = x", "token: x", "_authToken=x".
std::optional<std::string_view> value_behind(std::string_view line, std::string_view key,
                                             std::string_view separators) {
  const std::size_t at = line.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = line.substr(at + key.size());
  if (rest.starts_with('"')) rest.remove_prefix(1);
  rest = trim(rest);
  if (rest.empty() || !contains(separators, rest.substr(0, 1))) return std::nullopt;
  return trim(rest.substr(1));
}

template <class Test>
bool any_line(std::string_view body, Test test) {
  for (std::size_t begin = 0; begin < body.size();) {
    const std::size_t end = std::min(body.find('\n', begin), body.size());
    const std::string_view line = trim(body.substr(begin, end - begin));
    if (!line.empty() && line.front() != '#' && line.front() != ';' && test(line)) return true;
    begin = end + 1;
  }
  return false;
}

bool assigns(std::string_view body, std::string_view key, std::string_view separators) {
  return any_line(body, [&](std::string_view line) {
    const auto value = value_behind(line, key, separators);
    return value && is_chosen(*value);
  });
}

// "key": "value" anywhere in a JSON text, whose lines say nothing.
bool has_member(std::string_view body, std::string_view key) {
  const std::string quoted = "\"" + std::string(key) + "\"";
  for (std::size_t at = body.find(quoted); at != std::string_view::npos;
       at = body.find(quoted, at + 1)) {
    const auto value = value_behind(body.substr(at, 200), key, ":");
    if (value && value->starts_with('"') && is_chosen(*value)) return true;
  }
  return false;
}

bool holds_npm_token(std::string_view body) {
  return assigns(body, "_authToken", "=") || assigns(body, "_password", "=") ||
         assigns(body, "_auth", "=");
}
bool holds_yarn_token(std::string_view body) {
  return assigns(body, "npmAuthToken", ":") || assigns(body, "npmAuthIdent", ":");
}
bool holds_password(std::string_view body) { return assigns(body, "password", "=:"); }
bool holds_netrc(std::string_view body) {
  const std::size_t at = body.find("password ");
  return at != std::string_view::npos &&
         is_chosen(body.substr(at + 9, body.find_first_of(" \t\r\n", at + 9) - at - 9));
}
bool holds_url_login(std::string_view body) {
  return any_line(body, [](std::string_view line) {
    const std::size_t scheme = line.find("://"), at = line.find('@');
    if (scheme == std::string_view::npos || at == std::string_view::npos) return false;
    const std::size_t colon = line.find(':', scheme + 3);
    return colon < at && is_chosen(line.substr(colon + 1, at - colon - 1));
  });
}
bool holds_registry_login(std::string_view body) {
  return has_member(body, "auth") || has_member(body, "identitytoken") ||
         has_member(body, "password");
}
bool holds_pgpass(std::string_view body) {
  return any_line(body, [](std::string_view line) {
    return std::ranges::count(line, ':') >= 4 && is_chosen(line.substr(line.rfind(':') + 1));
  });
}
bool holds_aws_key(std::string_view body) { return assigns(body, "aws_secret_access_key", "="); }
bool holds_cluster_login(std::string_view body) {
  return assigns(body, "client-key-data", ":") || assigns(body, "token", ":") ||
         assigns(body, "password", ":");
}
bool holds_anything(std::string_view body) { return is_chosen(body); }
bool holds_state(std::string_view body) {
  return contains(body, "\"terraform_version\"") && contains(body, "\"instances\"");
}
bool holds_account(std::string_view body) {
  return has_member(body, "private_key") || has_member(body, "client_secret") ||
         has_member(body, "refresh_token");
}
bool holds_variables(std::string_view body) {
  return any_line(body, [](std::string_view line) {
    if (line.starts_with("export ")) line = trim(line.substr(7));
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return false;
    const std::string_view value = trim(line.substr(equals + 1));
    return names_secret(trim(line.substr(0, equals))) && is_chosen(value) &&
           !cannot_be_secret(value);
  });
}

// Base64 follows, enough of it for a key; texts about keys show the first line alone.
bool holds_private_key(std::string_view body) {
  for (std::size_t at = body.find("-----BEGIN "); at != std::string_view::npos;
       at = body.find("-----BEGIN ", at + 1)) {
    const std::size_t end = body.find("-----", at + 11);
    if (end == std::string_view::npos) return false;
    if (!body.substr(at, end - at).ends_with("PRIVATE KEY")) continue;
    const std::string_view rest = body.substr(end + 5);
    const std::string_view key = rest.substr(0, rest.find("-----END"));
    std::size_t letters = 0;
    for (const char c : key) letters += is_letter(c) || is_digit(c) || c == '+' || c == '/' ? 1 : 0;
    constexpr std::size_t least = 60;  // an Ed25519 key in PKCS #8 has 64
    if (letters >= least) return true;
  }
  return body.starts_with("PuTTY-User-Key-File");
}

struct Body {
  std::string_view pattern, what;
  bool (*holds)(std::string_view body);
};

// What the bytes have to say is in the manual of each program.
constexpr std::array bodies = {
    Body{"id_rsa", "a private SSH key", holds_private_key},
    Body{"id_dsa", "a private SSH key", holds_private_key},
    Body{"id_ecdsa", "a private SSH key", holds_private_key},
    Body{"id_ed25519", "a private SSH key", holds_private_key},
    Body{"ssh_host_rsa_key", "the key of an SSH server", holds_private_key},
    Body{"ssh_host_dsa_key", "the key of an SSH server", holds_private_key},
    Body{"ssh_host_ecdsa_key", "the key of an SSH server", holds_private_key},
    Body{"ssh_host_ed25519_key", "the key of an SSH server", holds_private_key},
    Body{"*.pem", "a private key", holds_private_key},
    Body{"*.key", "a private key", holds_private_key},
    Body{"*.ppk", "a private SSH key", holds_private_key},
    Body{".npmrc", "the token of a package registry", holds_npm_token},
    Body{".yarnrc.yml", "the token of a package registry", holds_yarn_token},
    Body{".pypirc", "the password of a package registry", holds_password},
    Body{".netrc", "logins for servers", holds_netrc},
    Body{"_netrc", "logins for servers", holds_netrc},
    Body{".git-credentials", "logins for Git servers", holds_url_login},
    Body{".git/config", "the login for a Git server", holds_url_login},
    Body{".dockercfg", "logins for container registries", holds_registry_login},
    Body{".dockerconfigjson", "logins for container registries", holds_registry_login},
    Body{".docker/config.json", "logins for container registries", holds_registry_login},
    Body{"containers/auth.json", "logins for container registries", holds_registry_login},
    Body{".pgpass", "database passwords", holds_pgpass},
    Body{".my.cnf", "a database password", holds_password},
    Body{".aws/credentials", "the credentials of an AWS account", holds_aws_key},
    Body{".kube/config", "credentials for a cluster", holds_cluster_login},
    Body{"kubeconfig", "credentials for a cluster", holds_cluster_login},
    Body{".vault-token", "a token of Vault", holds_anything},
    Body{"*.tfstate", "Terraform's state with all its secrets", holds_state},
    Body{"service-account.json", "the key of a service account", holds_account},
    Body{"service_account.json", "the key of a service account", holds_account},
    Body{"credentials.json", "the credentials of an account", holds_account},
    Body{"application_default_credentials.json", "the credentials of a Google account",
         holds_account},
    Body{".env", "passwords of an environment", holds_variables},
    Body{".env.local", "passwords of an environment", holds_variables},
    Body{".env.prod", "passwords of an environment", holds_variables},
    Body{".env.production", "passwords of an environment", holds_variables},
    Body{".env.staging", "passwords of an environment", holds_variables},
};

bool fits(std::string_view path, std::string_view pattern) {
  if (pattern.starts_with('*')) return path.ends_with(pattern.substr(1));
  return path.ends_with(pattern) &&
         (path.size() == pattern.size() || path[path.size() - pattern.size() - 1] == '/');
}

// Folders in which packages bring keys for their tests and examples, which everybody has.
bool is_published(std::string_view path) {
  constexpr std::array<std::string_view, 14> folders = {
      "/test/",          "/tests/",         "/testdata/", "/testing/",   "/fixtures/",
      "/example/",       "/examples/",      "/samples/",  "/share/doc/", "/node_modules/",
      "/dist-packages/", "/site-packages/", "/gems/",     "/pkg/mod/"};
  return std::ranges::any_of(folders,
                             [&](std::string_view folder) { return contains(path, folder); });
}

}  // namespace

const SecretFile* secret_file_at(std::string_view path) {
  const std::string_view name = name_of_path(path);
  if (contains(path, "example") || contains(path, "sample") || contains(path, "://") ||
      contains(name, "public")) {
    return nullptr;
  }
  // A file in a folder of secrets: .aws/credentials, .docker/config.json, .ssh/id_work.
  if (path.ends_with(".docker/config.json")) {
    static constexpr SecretFile login{".docker/config.json", "logins for container registries"};
    return &login;
  }
  // What may well lie in these folders without being secret.
  if (name == "config" || name == "known_hosts" || name == "authorized_keys" ||
      name.ends_with(".pub")) {
    return nullptr;
  }
  if (contains(path, ".aws/") && name == "credentials") {
    static constexpr SecretFile aws{".aws/credentials", "the credentials of an AWS account"};
    return &aws;
  }
  const auto found = std::ranges::find_if(secrets, [&](const SecretFile& secret) {
    if (!secret.name.starts_with('*')) return secret.name == name;
    const std::string_view ending = secret.name.substr(1);
    return name.size() > ending.size() && name.ends_with(ending);
  });
  return found == secrets.end() ? nullptr : &*found;
}

std::span<const std::string_view> secret_file_patterns() {
  static const std::vector<std::string_view> patterns = [] {
    std::vector<std::string_view> all;
    for (const Body& body : bodies) all.push_back(body.pattern);
    return all;
  }();
  return patterns;
}

HeldSecret secret_held(std::string_view path, std::string_view body) {
  if (is_published(path)) return {};
  for (const Body& known : bodies) {
    if (!fits(path, known.pattern) || !known.holds(body)) continue;
    const HeldSecret held{known.what};
    if (known.holds != holds_private_key) return held;
    // The packages make these for each machine that they are installed on: ssl-cert a key that
    // nothing uses by itself, openssh-server the one by which clients know the server.
    constexpr std::string_view shared =
        ", made at installation: all containers of the image have it";
    if (path.ends_with("/ssl-cert-snakeoil.key")) return {known.what, Severity::info, shared};
    if (path.starts_with("/etc/ssh/ssh_host_")) return {known.what, Severity::medium, shared};
    if (contains(body, "BEGIN ENCRYPTED") || contains(body, "Proc-Type: 4,ENCRYPTED")) {
      return {known.what, Severity::medium, ", locked with a password"};
    }
    return held;
  }
  return {};
}

}  // namespace boltseal
