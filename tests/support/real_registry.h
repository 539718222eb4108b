#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "net/client.h"
#include "net/registry.h"
#include "support/folder.h"

namespace boltseal::test {

inline constexpr const char* registry_program = "/usr/bin/docker-registry";

/// The registry that Debian ships, on a free port of the loopback interface, until the end of the
/// test.
class RealRegistry {
 public:
  /// `tls` and `more` are lines of its configuration below `http:` and after it.
  RealRegistry(const TemporaryFolder& folder, const std::string& tls = {},
               const std::string& more = {});
  ~RealRegistry();
  RealRegistry(const RealRegistry&) = delete;
  RealRegistry& operator=(const RealRegistry&) = delete;

  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  std::uint16_t port_;
  pid_t child_ = -1;
};

/// Puts a blob there; false when the registry does not want it.
bool upload(const net::HttpClient& http, const net::Url& url, const net::Headers& headers,
            const std::string& blob);

/// Puts an image without layers there; returns its manifest.
std::string push(const net::HttpClient& http, const std::string& base,
                 const std::string& repository, const std::string& tag,
                 const net::Headers& headers = {});

/// Puts an image of one layer there, of which config.json and layer.tar lie in a folder ("…/"), as
/// "HOST/REPOSITORY:TAG"; returns its digest.
std::string push_image(const net::ImageName& name, const std::string& folder);

}  // namespace boltseal::test
