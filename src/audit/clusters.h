#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "engines/live_engine.h"

namespace boltseal {

/// Which clusters somebody wants to hear of.
struct KubernetesChoice {
  bool is_asked = false;  ///< For Kubernetes by name, so that its server may be another machine.
  std::string kubeconfig = {};               ///< A file; empty: where kubectl looks.
  std::string context = {};                  ///< Empty: the current one.
  std::vector<std::string> namespaces = {};  ///< Empty: all, and what belongs to the whole cluster.
};

/// Looks up an environment variable; "" when it is not set.
using Environment = std::function<std::string(std::string_view name)>;

/// The API servers of Kubernetes to ask. Somebody who asks for Kubernetes, or names a kubeconfig or
/// a context, gets the one that kubectl would talk to (KUBECONFIG, ~/.kube/config, the service
/// account of the pod that this runs in), else one of this machine's own; that there is none is an
/// error. Who does not gets those alone that listen on this machine, by the same files and by those
/// that kubeadm, k3s, RKE2, k0s and MicroK8s leave for root. Each server once.
std::vector<Endpoint> find_clusters(const KubernetesChoice& choice, const Environment& environment,
                                    const Files& files);

}  // namespace boltseal
