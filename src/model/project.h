#pragma once

#include <optional>
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
  /// Why it may reach others than those, for people: "its variable DB_HOST is not known"; empty:
  /// nothing says so.
  std::string may_mention_more;
  // In Kubernetes, where whom a word names is only known once all manifests are read:
  Settings selector;               ///< Labels by which its owner knows its pods; may be empty.
  std::vector<std::string> words;  ///< Of its environment and command: what may be host names.
  /// What else it takes words from: "ConfigMap web". Unless it is among the manifests, they are not
  /// known.
  std::vector<std::string> configs;
  bool publishes = false;
  bool is_job = false;  ///< Runs to completion.
  Origin site;
};

struct Network {
  std::string name;
  Text driver;
  Value<bool> internal, encrypted, inter_container_communication;
  bool external = false;  ///< Somebody else made it, for others as well.
  Origin site;
};

/// A NetworkPolicy.
struct NetworkPolicy {
  std::string name, name_space;
  Selector pods;
  bool ingress = false, egress = false;  ///< The directions it isolates.
  /// What lets everybody in, on all ports; nothing: none of its rules does.
  std::optional<Origin> admits_all = {};
  Origin site;
};

/// A Service of Kubernetes: a name under which pods are reached.
struct ServiceName {
  struct Port {
    Text target;  ///< Of the pod: a number, or the name of a container's port.
    std::string protocol = "TCP";
  };
  std::string name, name_space;
  Settings selector;  ///< Empty: its endpoints are made by hand, or it is an alias.
  std::vector<Port> ports;
  bool published = false;   ///< Reached from outside the cluster: NodePort, LoadBalancer.
  bool headless = false;    ///< Its name stands for each pod: members of a cluster find each other.
  Items external_ips = {};  ///< Addresses that nodes take for it.
};

/// An object that is no workload and holds words that may name a Service: a ConfigMap, an Ingress.
struct Mentioner {
  std::string kind, name, name_space;
  std::vector<std::string> words;
  bool more = false;  ///< It holds more than could be kept.
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
  std::vector<ServiceName> services;
  std::vector<Mentioner> mentioners;
  std::vector<Namespace> namespaces;
  std::vector<ApiObject> objects;
  bool open = false;  ///< More belongs to it than could be read.
  /// Objects of other makers' kinds are there from which an operator makes pods that no manifest
  /// shows (Prometheus, Kafka …).
  bool makes_more_pods = false;
};

}  // namespace boltseal
