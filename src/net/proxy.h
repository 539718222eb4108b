#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/url.h"

namespace boltseal::net {

/// Looks up an environment variable; "" when it is not set.
using Environment = std::function<std::string(std::string_view name)>;

/// The variables of this process.
std::string process_environment(std::string_view name);

/// Through whom to speak, as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say, or the same in lower case,
/// which win; read as Go's programs do (golang.org/x/net/http/httpproxy), Docker and Podman among
/// them.
class Proxies {
 public:
  Proxies() = default;
  explicit Proxies(const Environment& environment);

  /// Nothing: directly. Never a proxy for this machine itself. Fails when the proxy that is
  /// configured is none that can be used.
  Result<std::optional<Url>> proxy_for(const Url& url) const;

 private:
  std::string http_, https_;
  std::vector<std::string> exceptions_;
};

/// Whether this is the machine itself: "localhost" and below, 127.0.0.0/8, ::1.
bool is_loopback(std::string_view host);

}  // namespace boltseal::net
