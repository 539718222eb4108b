// The webhooks that an API server of Kubernetes asks before it keeps an object.

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "advisories/lookup_file.h"
#include "cli/advisory_file.h"
#include "cli/command.h"
#include "cli/failed.h"
#include "cli/gate_actions.h"
#include "gate/file_state.h"
#include "gate/kubernetes/admission_door.h"
#include "gate/kubernetes/image_scan.h"
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

// The flags that only say how --scan-unknown scans.
constexpr std::array<std::string_view, 4> scan_settings = {"db", "db-key", "platform", "insecure"};

// What is wrong with what the flags ask for together; empty when nothing is.
std::string complaint(const Arguments& arguments) {
  if (!arguments.has("tls-cert") || !arguments.has("tls-key")) {
    return "an API server speaks TLS alone: --tls-cert=FILE --tls-key=FILE";
  }
  if (!arguments.has("scan-unknown")) {
    for (const std::string_view name : scan_settings) {
      if (arguments.has(name)) return "--" + std::string(name) + " goes with --scan-unknown";
    }
    return {};
  }
  if (!arguments.has("images")) {
    return "--scan-unknown needs a folder for its results: --images=FOLDER";
  }
  return {};
}

// The advisory file by which unknown images are scanned; empty: they are not.
Result<std::string> advisories(const Arguments& arguments) {
  if (!arguments.has("scan-unknown")) return std::string();
  const std::string path = advisory_file(arguments.value("db"));
  if (path.empty()) {
    return fail("--scan-unknown needs an advisory file", {}, {},
                "name it as --db=FILE, or get one by `boltseal db update`");
  }
  const auto key = advisory_key(arguments.value("db-key"), arguments);
  if (!key) return std::unexpected(key.error());
  if (const auto file = LookupFile::open(path, *key); !file) return std::unexpected(file.error());
  const std::string folder(arguments.value("images"));
  if (::access(folder.c_str(), R_OK | W_OK | X_OK) != 0) {
    return fail(std::string("cannot be written to: ") + std::strerror(errno), folder, {},
                "--scan-unknown puts its results there");
  }
  return std::filesystem::absolute(path).string();
}

// Each scan works in a folder of its own, so that paths are absolute.
ImageScan image_scan(const Arguments& arguments, const std::string& advisories) {
  ImageScan how;
  how.flags.push_back("--db=" + advisories);
  const auto hand_on_path = [&](std::string_view flag, std::string_view path) {
    how.flags.push_back("--" + std::string(flag) + "=" + std::filesystem::absolute(path).string());
  };
  if (arguments.has("db-key")) hand_on_path("db-key", arguments.value("db-key"));
  // Its allowances and its profile count for images as well.
  const std::string policy = gate_policy_path(arguments);
  if (::access(policy.c_str(), F_OK) == 0) {
    hand_on_path("config", policy);
  } else {
    how.flags.push_back("--isolated");
  }
  // Where nothing can be kept, each scan fetches all that it needs.
  const std::string cache = cache_folder("images");
  std::error_code ignored;
  std::filesystem::create_directories(cache, ignored);
  if (::access(cache.c_str(), W_OK | X_OK) != 0) how.flags.emplace_back("--no-cache");
  for (const std::string_view name : {"platform", "insecure"}) {
    for (const std::string& value : arguments.values(name)) {
      how.flags.push_back("--" + std::string(name) + "=" + value);
    }
  }
  return how;
}

}  // namespace

ExitCode gate_kubernetes(const Arguments& arguments, Console& console) {
  if (std::string wrong = complaint(arguments); !wrong.empty()) {
    return wrong_usage(console, "gate", {std::move(wrong), {}, {}, {}});
  }
  const net::ServerIdentity identity{.certificate = std::string(arguments.value("tls-cert")),
                                     .key = std::string(arguments.value("tls-key"))};
  const auto tls = net::TlsServer::make(identity);
  if (!tls) return failed(console, error_of(tls.error(), identity.certificate), ExitCode::usage);
  const auto database = advisories(arguments);
  if (!database) return failed(console, database.error(), ExitCode::usage);
  const std::string images(arguments.value("images"));
  const auto keeper =
      AdmissionKeeper::make(gate_policy_path(arguments), images, *database, version());
  if (!keeper) return failed(console, keeper.error(), ExitCode::usage);
  auto listener = net::Listener::on_address(std::string(arguments.value("listen", ":8443")));
  if (!listener) return failed(console, listener.error(), ExitCode::usage);

  std::optional<BackgroundScans> scans;
  if (!database->empty()) {
    const auto scan = [how = image_scan(arguments, *database)](const std::string& image,
                                                               const std::atomic<bool>& stop) {
      return scan_image(image, how, stop);
    };
    scans.emplace(images, scan, [&](const Error& error) { failed(console, error, {}); });
  }
  AdmissionDoor door(**keeper, scans ? &*scans : nullptr);
  net::HttpServer server([&](const net::HeardRequest& request) { return door.answer(request); },
                         settings());
  server.add(std::move(*listener), *tls);
  std::string state = file_state(identity.certificate) + file_state(identity.key);
  const auto renew = [&] {
    state = file_state(identity.certificate) + file_state(identity.key);
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
                           state == file_state(identity.certificate) + file_state(identity.key);
                       if (!is_same) renew();
                     }});
  return ExitCode::clean;
}

}  // namespace boltseal
