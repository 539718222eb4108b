#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boltseal {

/// What something made, for whoever knows it as a container.
struct MadeContainer {
  std::string key;           ///< Its id; of a container of Nomad's its name.
  std::string subject = {};  ///< The workload that it is; empty: all of them.
};

/// What an engine says of one of its containers, or of what makes them: a document that a source
/// reads (sources/inspect/, …), as any file.
struct LiveContainer {
  std::string id;    ///< The engine's own.
  std::string name;  ///< Anything that an engine may answer: not sanitized.
  int pid = 0;  ///< Of its first process, in the engine's process namespace; 0: it does not run.
  std::string text;                     ///< The engine's answer.
  std::string_view source = "inspect";  ///< The source that reads it (sources/source.h).
  std::string scope = {};  ///< What it is in, beside its engine: "namespace web", "pod shop/web-1".
  std::string image_id;    ///< "sha256:…" of the image that it was made from.
  std::string writable_layer;  ///< The folder of this machine that holds it (overlayfs' upper one).
  std::string_view noun = "container";  ///< What its engine calls it.
  std::vector<MadeContainer> made = {};
};

/// Whom the root of an engine's containers is on the host, unless a container says otherwise.
enum class ContainerRoot : std::uint8_t {
  root,
  mapped,    ///< A user of a range that is set aside for it (`userns-remap`).
  rootless,  ///< The user whose engine it is, or one of that user's own range.
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
  ContainerRoot root = ContainerRoot::root;
  bool has_no_new_privileges = false;     ///< For every container that does not say otherwise.
  std::vector<LiveContainer> containers;  ///< By name.
  std::vector<LiveObject> objects;        ///< Kubernetes alone, instead of containers.
  /// What makes or holds containers: services of the Swarm that it manages, pods, jobs.
  std::vector<LiveContainer> makers;
  std::map<std::string, std::string> volumes;  ///< What it says of those with options, by name.
  /// What it says of the Swarm that it manages, as `docker node inspect` and `docker secret
  /// inspect` print lists.
  std::string nodes, secrets;
  std::optional<std::set<std::string>> used_secrets;  ///< Ids of those that services are given.
  std::map<std::string, std::string> images;          ///< The id behind each name: "busybox:1.36".
  std::vector<std::string> untold;  ///< Ids of containers of which it says nothing more.
  std::vector<Error> errors;        ///< What it did not tell.
  bool is_absent = false;           ///< Who answers there is no such engine, and nobody said so.
};

struct KubernetesAccess;  // engines/kubernetes/access.h

/// Where an engine may be listening.
struct Endpoint {
  /// "docker", "podman", "containerd", "cri", "lxc", "nomad", "kubernetes"
  std::string engine;
  std::string user;           ///< Whose it is, when it is not the machine's.
  std::string path;           ///< Of its socket; its folder when nobody listens (LXC); its URL.
  bool is_named = false;      ///< Somebody said so (DOCKER_HOST): that nobody is there is an error.
  std::string trouble = {};   ///< Why it cannot be asked, when something names an engine elsewhere.
  bool has_namesake = false;  ///< Only its socket tells it from another one.
  bool is_elsewhere = false;  ///< On another machine: only asked when its kind is asked for.
  std::shared_ptr<const KubernetesAccess> cluster = {};  ///< Of Kubernetes alone.
};

/// "docker", "docker of alice", "docker at /run/other.sock"
std::string title_of(const Endpoint& endpoint);
/// With the socket in any case.
std::string place_of(const Endpoint& endpoint);
/// The same: "docker at /var/run/docker.sock".
std::string place_of(const LiveEngine& engine);

}  // namespace boltseal
