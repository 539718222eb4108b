#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boltseal {

/// What an engine says of one of its containers: a document that a source reads (sources/inspect/,
/// …), as any file.
struct LiveContainer {
  std::string id;    ///< The engine's own.
  std::string name;  ///< Anything that an engine may answer: not sanitized.
  int pid = 0;  ///< Of its first process, in the engine's process namespace; 0: it does not run.
  std::string text;                     ///< The engine's answer.
  std::string_view source = "inspect";  ///< The source that reads it (sources/source.h).
  std::string scope = {};  ///< What it is in, beside its engine: "namespace web", "pod shop/web-1".
  std::string image_id;    ///< "sha256:…" of the image that it was made from.
  std::string writable_layer;  ///< The folder of this machine that holds it (overlayfs' upper one).
};

/// An object that an engine keeps, which means something only beside the others (Kubernetes).
struct LiveObject {
  std::string kind, name, name_space;  ///< Its namespace is empty where it is of the whole cluster.
  /// The namespace whose objects use it: its own, of a volume that of its claim.
  std::string used_in;
  std::string text;  ///< As the engine's own client prints it, a document.
  /// Who made it by its template, "Deployment/web" in the same namespace, and is told itself: only
  /// what it does not say is then worth telling. Empty: nobody.
  std::string made_by = {};
};

/// One engine, as it was when it was asked.
struct LiveEngine {
  std::string kind;      ///< As Endpoint::engine.
  std::string user;      ///< As Endpoint::user.
  std::string name;      ///< "docker"; that of a user: "docker of alice".
  std::string endpoint;  ///< "/var/run/docker.sock"
  std::string version;   ///< "20.10.24"; empty when it does not say.
  std::string build;  ///< Who built it: "Docker Engine - Community"; a distribution says nothing.
                      ///< Of containerd what it was built from: a commit.
  std::string info;   ///< Docker alone: what it answers of itself, as `docker info` prints it.
  std::string networks;  ///< The same of its networks: a list as `docker network inspect` prints.
  std::vector<LiveContainer> containers;      ///< By name.
  std::vector<LiveObject> objects;            ///< Kubernetes alone, instead of containers.
  std::map<std::string, std::string> images;  ///< The id behind each name: "busybox:1.36".
  std::vector<std::string> untold;            ///< Ids of containers of which it says nothing more.
  std::vector<Error> errors;                  ///< What it did not tell.
  bool is_absent = false;  ///< Who answers there is no such engine, and nobody said so.
};

struct KubernetesAccess;  // engines/kubernetes/access.h

/// Where an engine may be listening.
struct Endpoint {
  std::string engine;         ///< "docker", "podman", "containerd", "cri", "lxc", "kubernetes"
  std::string user;           ///< Whose it is, when it is not the machine's.
  std::string path;           ///< Of its socket; its folder when nobody listens (LXC); its URL.
  bool is_named = false;      ///< Somebody said so (DOCKER_HOST): that nobody is there is an error.
  std::string trouble = {};   ///< Why it cannot be asked, when something names an engine elsewhere.
  bool has_namesake = false;  ///< Only its socket tells it from another one.
  std::shared_ptr<const KubernetesAccess> cluster = {};  ///< Of Kubernetes alone.
};

/// "docker", "docker of alice", "docker at /run/other.sock"
std::string title_of(const Endpoint& endpoint);
/// With the socket in any case.
std::string place_of(const Endpoint& endpoint);
/// The same: "docker at /var/run/docker.sock".
std::string place_of(const LiveEngine& engine);

}  // namespace boltseal
