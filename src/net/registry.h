#pragma once

#include <mutex>
#include <set>
#include <string>

#include "base/result.h"
#include "net/client.h"
#include "net/credentials.h"

namespace boltseal::net {

/// What a registry keeps under a name.
struct ImageName {
  std::string registry;    ///< As in image references: "docker.io", "registry.example:5000".
  std::string repository;  ///< "library/nginx"
  std::string reference;   ///< A tag, or a digest.
};

/// "docker.io/library/nginx:1.27"
std::string shown(const ImageName& name);

struct Manifest {
  std::string media_type;
  std::string body;
  std::string digest;  ///< Of `body`, computed here.
};

/// Speaks to registries (OCI distribution specification 1.1): each over TLS with the certificates
/// and credentials that this user's Docker and Podman have for it. Only this machine itself, and
/// hosts that are named as insecure, may also speak plain HTTP. May be used by several threads.
class RegistryClient {
 public:
  /// `insecure`: registries as in image references, whose certificates are not verified either.
  /// `credentials` is borrowed.
  RegistryClient(HttpSettings settings, const Credentials& credentials,
                 const std::set<std::string>& insecure);

  /// The manifest or index of a name. Whatever the registry says of its digest has to be true; a
  /// reference by digest as well.
  Result<Manifest> manifest(const ImageName& name) const;

 private:
  Result<Url> base_of(const ImageName& name) const;
  Outcome<Response> ask(const ImageName& name, Url& url, std::string& note) const;

  const Credentials& credentials_;
  const std::set<std::string> insecure_;
  const HttpClient http_;
  mutable std::mutex mutex_;
  mutable std::set<std::string> plain_;  // registries that speak no TLS, guarded by mutex_
};

}  // namespace boltseal::net
