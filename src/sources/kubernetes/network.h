#pragma once

#include <vector>

#include "model/project.h"
#include "sources/kubernetes/manifest.h"

namespace boltseal::kubernetes {

/// Collects what decides which pods are reached, and from where.
class NetworkReader {
 public:
  explicit NetworkReader(Fields& fields) : fields_(fields) {}

  /// Takes Services, policies, and what names Services without being a workload; passes over
  /// others. `has_pods`: it was read as a workload.
  void read(const Manifest& manifest, bool has_pods);
  /// Gives what was collected to the project of the file.
  void finish(Project& project);

 private:
  void read_service(const Manifest& manifest);
  void read_policy(const Manifest& manifest);

  Fields& fields_;
  std::vector<ServiceName> services_;
  std::vector<Mentioner> mentioners_;
  std::vector<NetworkPolicy> policies_;
  bool foreign_policies_ = false;
  bool makes_more_pods_ = false;
};

}  // namespace boltseal::kubernetes
