#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/project.h"

namespace boltseal {

/// NetworkPolicies for one namespace of a Kubernetes project, as a YAML stream: nobody connects to
/// its pods, but whoever names the Service that they stand behind, on the ports of that Service;
/// everybody where it is reached from outside. Or why it cannot be known who has to.
struct IngressPolicies {
  std::string text;
  std::string refusal;
};
/// @param open the workloads that no policy isolates, by namespace.
/// @return one for each namespace of `open`, in its order.
std::vector<IngressPolicies> ingress_policies(
    const Project& project, const std::map<std::string, std::vector<const Member*>>& open);

}  // namespace boltseal
