#pragma once

#include <string>
#include <vector>

#include "model/subject.h"

namespace boltseal {

/// A label selector of Kubernetes; empty selects everything.
struct Selector {
  Settings match_labels;
  bool has_expressions = false;  ///< matchExpressions are there: what it selects is unknown.
};

/// What a project needs to know of one workload; small, because a project may hold ten thousand.
struct Member {
  std::string name;
  std::string name_space;
  Settings labels;
  Items networks;
  Text network_mode;
  Items links;
  std::vector<std::string>
      mentions;  ///< Other members that its environment, command or dependencies name.
  bool publishes = false;
  bool is_job = false;  ///< Runs to completion.
  Origin site;
};

struct Network {
  std::string name;
  Text driver;
  Value<bool> internal, encrypted, inter_container_communication;
  Origin site;
};

/// A NetworkPolicy.
struct NetworkPolicy {
  std::string name, name_space;
  Selector pods;
  bool ingress = false, egress = false;  ///< The directions it isolates.
  Origin site;
};

/// A Namespace of Kubernetes; its labels say which Pod Security Standard it enforces.
struct Namespace {
  std::string name;
  Settings labels;
  Origin site;
};

/// One object of Kubernetes, whatever its kind, by the version of the API that it is written for.
struct ApiObject {
  std::string kind, name;
  Item api_version;  ///< "extensions/v1beta1"
};

/// All workloads and networks of one file set: a Compose project, or the manifests of one tree.
struct Project {
  std::string name;
  Platform platform = Platform::unknown;
  std::vector<Member> members;
  std::vector<Network> networks;
  std::vector<NetworkPolicy> policies;
  std::vector<Namespace> namespaces;
  std::vector<ApiObject> objects;
  bool open = false;  ///< More belongs to it than could be read.
  /// Objects of other makers' kinds are there from which an operator makes pods that no manifest
  /// shows (Prometheus, Kafka …).
  bool makes_more_pods = false;
};

}  // namespace boltseal
