#pragma once

#include <vector>

#include "sources/kubernetes/manifest.h"

namespace boltseal::kubernetes {

/// A Service: which pods it stands for, and whether it is reached from outside the cluster.
struct Service {
  std::string_view name;  ///< Borrowed from the tree.
  std::string name_space;
  Settings selector;  ///< Empty: it names its endpoints by hand.
  bool published = false;
};

/// Collects what decides which pods are reached, and from where.
class NetworkReader {
 public:
  explicit NetworkReader(Fields& fields) : fields_(fields) {}

  /// Takes Service, Ingress, NetworkPolicy and the policies of network plugins; passes over others.
  void read(const Manifest& manifest);
  /// Completes the members once all objects of the file are read: who is published, and which
  /// Services their containers name.
  /// @param workloads those of this file; the first belongs to the first member.
  void finish(const std::vector<Workload>& workloads, Project& project);

 private:
  void read_service(const Manifest& manifest);
  void read_ingress(const Manifest& manifest);
  void read_policy(const Manifest& manifest);
  void publish_backend(const yaml::Node* backend, const Manifest& manifest);
  void mark_published(Project& project);
  void find_mentions(const std::vector<Workload>& workloads, Project& project);

  struct Backend {
    std::string service, name_space;
  };

  Fields& fields_;
  std::vector<Service> services_;
  std::vector<Backend> backends_;  ///< What an Ingress leads to.
  std::vector<NetworkPolicy> policies_;
  bool foreign_policies_ = false;
  bool makes_more_pods_ = false;
};

}  // namespace boltseal::kubernetes
