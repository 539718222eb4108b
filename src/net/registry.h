#pragma once

#include <cstdint>
#include <map>
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

/// What an answer that is none of the expected means.
Failure refusal(const ImageName& name, const Response& response, const std::string& note);

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

  /// Sends the bytes of a blob to `sink`, from `offset` on where the registry does that (206), else
  /// all of them (200); the sink sees which. Asks once; what a blob is for is in blob_download.h.
  Outcome<void> blob(const ImageName& name, const std::string& digest, std::uint64_t offset,
                     BodySink& sink) const;

  /// What an exchange needs beside the name: where, and what for.
  struct Question {
    Url url;
    Headers headers;
    BodySink* sink = nullptr;
    std::string note = {};  ///< Why credentials could not be had, once it was asked.
    std::string method = "GET";
    std::string body = {};
  };

  /// The URL of something below a repository, "blobs/uploads/"; fails for what is none.
  Result<Url> url_of(const ImageName& name, std::string_view below) const;
  /// The registry's answer, whatever it is; with the credentials that it wants to see.
  Outcome<Response> ask(const ImageName& name, Question& question) const;

  const HttpSettings& settings() const { return http_.settings(); }

 private:
  Result<Url> base_of(const ImageName& name) const;
  Outcome<Response> ask_with(const std::string& proof, const Question& question) const;
  Outcome<std::string> prove(const ImageName& name, Question& question,
                             const Response& refused) const;

  const Credentials& credentials_;
  const std::set<std::string> insecure_;
  const HttpClient http_;
  mutable std::mutex mutex_;
  mutable std::set<std::string> plain_;  // registries that speak no TLS, guarded by mutex_
  // Authorization headers that a registry wanted, by registry, repository and what was to be done,
  // guarded by mutex_.
  mutable std::map<std::string, std::string> proofs_;
};

}  // namespace boltseal::net
