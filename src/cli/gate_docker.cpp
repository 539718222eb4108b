// The authorization plugin of dockerd.

#include <filesystem>

#include "cli/failed.h"
#include "cli/gate_actions.h"
#include "gate/docker/docker_door.h"
#include "gate/serve.h"

namespace boltseal {
namespace {

constexpr std::string_view usual_socket = "/run/docker/plugins/boltseal.sock";
constexpr std::string_view usual_engine = "/run/docker.sock";

// A body of dockerd's is at most 1 MiB, and comes in base64; an answer of the engine's is handed to
// plugins with its request.
net::ServerSettings settings() {
  net::ServerSettings settings;
  settings.bounds.body = 16 << 20;
  // dockerd keeps its connections.
  settings.bounds.idle = std::chrono::hours(1);
  settings.most_connections = 512;
  return settings;
}

Result<std::vector<net::Listener>> listeners(const std::string& path) {
  auto given = net::Listener::inherited();
  if (!given || !given->empty()) return given;
  std::error_code ignored;  // what listens says what is wrong
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  auto own = net::Listener::on_path(path, 0600);
  if (!own) return std::unexpected(own.error());
  given->push_back(std::move(*own));
  return given;
}

}  // namespace

ExitCode gate_docker(const Arguments& arguments, Console& console) {
  const auto policies = PolicyKeeper::make(gate_policy_path(arguments));
  if (!policies) return failed(console, policies.error(), ExitCode::usage);
  const auto engine =
      docker::look_up_at(std::string(arguments.value("engine-socket", usual_engine)));
  const docker::OwnFiles host;
  docker::DockerDoor door(**policies, *engine, host);
  net::HttpServer server([&](const net::HeardRequest& request) { return door.answer(request); },
                         settings());
  auto sockets = listeners(std::string(arguments.value("socket", usual_socket)));
  if (!sockets) return failed(console, sockets.error(), ExitCode::usage);
  for (net::Listener& socket : *sockets) {
    if (!socket.is_unix()) {
      return failed(console, {"listens on the network, where anybody could ask", {}, {}, {}},
                    ExitCode::usage);
    }
    server.add(std::move(socket));
  }

  serve(server, {.reload = [&] {
          if (const auto read = (*policies)->reload(); !read) failed(console, read.error(), {});
        }});
  return ExitCode::clean;
}

}  // namespace boltseal
