#pragma once

#include <string>
#include <utility>
#include <vector>

#include "net/tls.h"
#include "net/url.h"

namespace boltseal {

/// Where an API server of Kubernetes is, and as whom to ask it.
struct KubernetesAccess {
  net::Url server;
  net::Trust trust;  ///< Of a kubeconfig that names no authority, the system's.
  std::string proxy;  ///< "http://proxy.example:3128"; empty: as the environment says.
  /// What goes along with every request: Authorization, Impersonate-User.
  std::vector<std::pair<std::string, std::string>> headers;
  /// Ask for what is in these alone, and for nothing of the whole cluster; empty: for everything.
  std::vector<std::string> namespaces;
  std::string context;  ///< The name in the kubeconfig; empty in a pod.
  std::string from;     ///< The files that say so, or "the service account of this pod".
};

}  // namespace boltseal
