#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "net/tls.h"
#include "net/url.h"

namespace boltseal {

/// Where an API server of Kubernetes is, and as whom to ask it.
struct KubernetesAccess {
  net::Url server;
  net::Trust trust;   ///< Of a kubeconfig that names no authority, the system's.
  std::string proxy;  ///< "http://proxy.example:3128"; empty: as the environment says.
  /// What goes along with every request: Authorization, Impersonate-User.
  std::vector<std::pair<std::string, std::string>> headers;
  /// Ask for what is in these alone, and for nothing of the whole cluster; empty: for everything.
  std::vector<std::string> namespaces;
  std::string context;  ///< The name in the kubeconfig; empty in a pod.
  std::string from;     ///< The files that say so, or "the service account of this pod".
};

/// Takes what a kubeconfig writes for a server: a URL, which may lead behind a path (Rancher's do);
/// without a scheme it is one without TLS, as client-go takes it.
Result<void> set_server(std::string_view written, KubernetesAccess& access);

/// The server, for people.
std::string url_of(const KubernetesAccess& access);

/// Whether everybody on the way would see the credentials: to another machine without TLS.
bool shows_credentials(const KubernetesAccess& access);

/// Whether the server is this machine: a loopback name or address, or one of its own addresses. No
/// name is looked up.
bool is_own_server(const KubernetesAccess& access);

}  // namespace boltseal
