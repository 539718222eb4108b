#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "net/proxy.h"

namespace boltseal::net {

/// What `docker login` and `podman login` leave behind.
struct Credential {
  std::string user, password;
  std::string identity_token;  ///< A refresh token instead of both (OAuth 2.0).

  friend bool operator==(const Credential&, const Credential&) = default;
};

/// What one credential file says of a registry.
struct StoredCredential {
  std::optional<Credential> credential;
  /// The helper to ask instead: X of `docker-credential-X`; empty when there is none.
  std::string helper;
};

/// Reads Docker's config.json or Podman's auth.json (containers-auth.json(5)). `registry` is
/// the name in image references; keys with a path count for repositories below it, the longest
/// first.
Result<StoredCredential> read_credential_file(std::string_view text, std::string_view registry,
                                              std::string_view repository);

/// The answer of a credential helper to "get" (github.com/docker/docker-credential-helpers).
Result<Credential> read_helper_answer(std::string_view text);

/// The files in which this user's credentials are looked for, in that order: Podman's
/// ($REGISTRY_AUTH_FILE alone, when it is set, else below $XDG_RUNTIME_DIR and the configuration
/// folder), then Docker's.
std::vector<std::string> credential_files(const Environment& environment);

/// Finds credentials, and runs a helper at most once for each registry. May be used by several
/// threads.
class Credentials {
 public:
  Credentials() = default;
  /// `files` is borrowed.
  Credentials(std::vector<std::string> paths, const Files& files)
      : paths_(std::move(paths)), files_(&files) {}

  struct Found {
    std::optional<Credential> credential;
    std::string
        trouble;  ///< Why there may be some that could not be had; empty when nothing is amiss.
  };
  Found find(const std::string& registry, const std::string& repository) const;

 private:
  Found ask(const std::string& helper, const std::string& registry) const;

  std::vector<std::string> paths_;
  const Files* files_ = nullptr;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Found> asked_;  // by helper and registry, guarded by mutex_
};

}  // namespace boltseal::net
