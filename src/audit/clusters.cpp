#include "audit/clusters.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "audit/kubeconfig.h"
#include "base/text.h"
#include "engines/kubernetes/access.h"

namespace boltseal {
namespace {

// What kubeadm, k3s, RKE2, k0s and MicroK8s leave for root of a machine that an API server runs on.
constexpr std::array own_kubeconfigs = {
    "/etc/kubernetes/admin.conf", "/etc/rancher/k3s/k3s.yaml", "/etc/rancher/rke2/rke2.yaml",
    "/var/lib/k0s/pki/admin.conf", "/var/snap/microk8s/current/credentials/client.config"};

constexpr const char* service_account_token = "/var/run/secrets/kubernetes.io/serviceaccount/token";
constexpr const char* service_account_authority =
    "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt";

// Where kubectl looks.
std::vector<std::string> usual_kubeconfigs(const Environment& environment) {
  std::vector<std::string> paths;
  const std::string named = environment("KUBECONFIG");
  for (const std::string_view path : split(named, ':')) {
    if (!path.empty()) paths.emplace_back(path);
  }
  const std::string home = environment("HOME");
  if (paths.empty() && !home.empty()) paths.push_back(home + "/.kube/config");
  return paths;
}

bool is_any_there(const std::vector<std::string>& paths, const Files& files) {
  return std::ranges::any_of(paths, [&](const std::string& path) { return files.exists(path); });
}

Result<KubernetesAccess> read_service_account(const Environment& environment, const Files& files) {
  KubernetesAccess access;
  access.from = "the service account of this pod";
  const std::string host = environment("KUBERNETES_SERVICE_HOST");
  const std::string port = environment("KUBERNETES_SERVICE_PORT");
  const bool is_v6 = host.find(':') != std::string::npos;
  const auto server = set_server(
      "https://" + (is_v6 ? "[" + host + "]" : host) + ":" + (port.empty() ? "443" : port), access);
  if (!server) return fail("KUBERNETES_SERVICE_HOST " + server.error().message, access.from);
  Result<std::string> token = files.read(service_account_token);
  if (!token) return std::unexpected(token.error());
  Result<std::string> authority = files.read(service_account_authority);
  if (!authority) return std::unexpected(authority.error());
  access.headers.emplace_back("Authorization", "Bearer " + std::string(trim(*token)));
  access.trust.authority_text = std::move(*authority);
  return access;
}

bool is_pod(const Environment& environment, const Files& files) {
  return !environment("KUBERNETES_SERVICE_HOST").empty() && files.exists(service_account_token);
}

Endpoint endpoint_of(KubernetesAccess access, const KubernetesChoice& choice, bool is_named) {
  Endpoint endpoint{.engine = "kubernetes", .user = {}, .path = {}, .is_named = is_named};
  endpoint.path = url_of(access);
  access.namespaces = choice.namespaces;
  endpoint.cluster = std::make_shared<const KubernetesAccess>(std::move(access));
  return endpoint;
}

// One that cannot be asked, and why.
Endpoint unasked(const Error& error, bool is_named) {
  Endpoint endpoint{.engine = "kubernetes", .user = {}, .path = {}, .is_named = is_named};
  endpoint.trouble = (error.path.empty() ? "" : sanitize(error.path) + " ") + error.message +
                     (error.remedy.empty() ? "" : "; " + error.remedy);
  return endpoint;
}

}  // namespace

std::vector<Endpoint> find_clusters(const KubernetesChoice& choice, const Environment& environment,
                                    const Files& files) {
  std::vector<std::string> usual = usual_kubeconfigs(environment);
  if (!choice.kubeconfig.empty()) usual = {choice.kubeconfig};
  const bool is_named = choice.is_asked || !choice.kubeconfig.empty() || !choice.context.empty();
  if (is_named && (!choice.kubeconfig.empty() || is_any_there(usual, files))) {
    auto access = read_kubeconfig(usual, choice.context, files);
    if (!access) return {unasked(access.error(), true)};
    return {endpoint_of(std::move(*access), choice, true)};
  }
  if (is_named && is_pod(environment, files)) {
    auto access = read_service_account(environment, files);
    if (!access) return {unasked(access.error(), true)};
    return {endpoint_of(std::move(*access), choice, true)};
  }
  std::vector<std::vector<std::string>> candidates = {usual};
  for (const char* const path : own_kubeconfigs) candidates.push_back({path});
  std::vector<Endpoint> found;
  for (const std::vector<std::string>& paths : candidates) {
    if (!is_any_there(paths, files)) continue;
    auto access = read_kubeconfig(paths, choice.context, files);
    // What others than the user wrote down, and nobody asked for, is not of this machine for sure.
    if (!access || !is_own_server(*access)) continue;
    Endpoint endpoint = endpoint_of(std::move(*access), choice, is_named);
    const bool is_known = std::ranges::any_of(
        found, [&](const Endpoint& each) { return each.path == endpoint.path; });
    if (!is_known) found.push_back(std::move(endpoint));
    if (is_named) break;
  }
  if (found.empty() && is_named) {
    const Error missing{"is not there, no API server leaves a kubeconfig here, and this is no pod",
                        join(usual, ", "),
                        {},
                        "name one: --kubeconfig=FILE"};
    found.push_back(unasked(missing, true));
  }
  for (Endpoint& each : found) each.has_namesake = found.size() > 1;
  return found;
}

}  // namespace boltseal
