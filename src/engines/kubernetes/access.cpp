#include "engines/kubernetes/access.h"

#include <arpa/inet.h>
#include <ifaddrs.h>

#include <algorithm>
#include <memory>

#include "net/proxy.h"

namespace boltseal {

Result<void> set_server(std::string_view written, KubernetesAccess& access) {
  const bool has_scheme = written.find("://") != std::string_view::npos;
  Result<net::Url> server = net::parse_url((has_scheme ? "" : "http://") + std::string(written));
  if (!server) return std::unexpected(server.error());
  access.server = std::move(*server);
  std::string& path = access.server.target;
  while (path.ends_with('/')) path.pop_back();
  return {};
}

std::string url_of(const KubernetesAccess& access) {
  return access.server.scheme + "://" + net::authority_of(access.server) + access.server.target;
}

bool shows_credentials(const KubernetesAccess& access) {
  return access.server.scheme == "http" && !access.headers.empty() &&
         !net::is_loopback(access.server.host);
}

bool is_own_server(const KubernetesAccess& access) {
  const std::string& host = access.server.host;
  if (net::is_loopback(host)) return true;
  in_addr v4{};
  in6_addr v6{};
  const bool is_v4 = ::inet_pton(AF_INET, host.c_str(), &v4) == 1;
  if (!is_v4 && ::inet_pton(AF_INET6, host.c_str(), &v6) != 1) return false;
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return false;
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> kept(all, ::freeifaddrs);
  for (const ifaddrs* each = all; each != nullptr; each = each->ifa_next) {
    if (each->ifa_addr == nullptr) continue;
    if (is_v4 && each->ifa_addr->sa_family == AF_INET) {
      const auto* const own = reinterpret_cast<const sockaddr_in*>(each->ifa_addr);
      if (own->sin_addr.s_addr == v4.s_addr) return true;
    } else if (!is_v4 && each->ifa_addr->sa_family == AF_INET6) {
      const auto* const own = reinterpret_cast<const sockaddr_in6*>(each->ifa_addr);
      if (std::ranges::equal(own->sin6_addr.s6_addr, v6.s6_addr)) return true;
    }
  }
  return false;
}

}  // namespace boltseal
