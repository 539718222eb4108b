// The webhooks that an API server of Kubernetes asks before it keeps an object.

#include <sys/stat.h>

#include <memory>
#include <string>

#include "base/text.h"
#include "cli/failed.h"
#include "cli/gate_actions.h"
#include "gate/kubernetes/admission_door.h"
#include "gate/kubernetes/review.h"
#include "gate/serve.h"

namespace boltseal {
namespace {

net::ServerSettings settings() {
  net::ServerSettings settings;
  settings.bounds.body = most_review_bytes;
  // An API server keeps few connections and lets them rest.
  settings.bounds.idle = std::chrono::minutes(10);
  settings.bounds.body_time = std::chrono::seconds(10);
  settings.most_connections = 128;
  return settings;
}

Error error_of(const net::Failure& failure, const std::string& path) {
  return {failure.message, path, {}, "name the certificate and its key as files in PEM"};
}

// Who exchanges a certificate renames it into its place, or the link above it.
std::string state_of(const std::string& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) return {};
  return std::to_string(status.st_ino) + "," + std::to_string(status.st_mtim.tv_sec) + "," +
         std::to_string(status.st_mtim.tv_nsec);
}

}  // namespace

ExitCode gate_kubernetes(const Arguments& arguments, Console& console) {
  const net::ServerIdentity identity{.certificate = std::string(arguments.value("tls-cert")),
                                     .key = std::string(arguments.value("tls-key"))};
  if (identity.certificate.empty() || identity.key.empty()) {
    return wrong_usage(
        console, "gate",
        {"an API server speaks TLS alone: --tls-cert=FILE --tls-key=FILE", {}, {}, {}});
  }
  const auto tls = net::TlsServer::make(identity);
  if (!tls) return failed(console, error_of(tls.error(), identity.certificate), ExitCode::usage);
  const auto keeper =
      AdmissionKeeper::make(gate_policy_path(arguments), std::string(arguments.value("images")));
  if (!keeper) return failed(console, keeper.error(), ExitCode::usage);
  auto listener = net::Listener::on_address(std::string(arguments.value("listen", ":8443")));
  if (!listener) return failed(console, listener.error(), ExitCode::usage);

  AdmissionDoor door(**keeper);
  net::HttpServer server([&](const net::HeardRequest& request) { return door.answer(request); },
                         settings());
  server.add(std::move(*listener), *tls);
  std::string state = state_of(identity.certificate) + state_of(identity.key);
  const auto renew = [&] {
    state = state_of(identity.certificate) + state_of(identity.key);
    if (const auto read = (*tls)->reload(); !read) {
      failed(console, error_of(read.error(), identity.certificate), {});
    }
  };
  serve(server, {.reload =
                     [&] {
                       renew();
                       const auto read = (*keeper)->reload();
                       if (!read) failed(console, read.error(), {});
                     },
                 .look =
                     [&] {
                       const bool is_same =
                           state == state_of(identity.certificate) + state_of(identity.key);
                       if (!is_same) renew();
                     }});
  return ExitCode::clean;
}

}  // namespace boltseal
