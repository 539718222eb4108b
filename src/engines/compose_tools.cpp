#include "engines/compose_tools.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <string_view>

#include "base/interruption.h"
#include "base/process.h"
#include "base/text.h"

namespace boltseal {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

struct Candidate {
  std::string_view engine_name;
  std::string_view engine;
  std::string_view compose_program;
  std::string_view compose_command;  ///< Behind it; empty: none.
};

constexpr std::array candidates = {
    Candidate{"Docker", "docker", "docker", "compose"},
    Candidate{"Docker", "docker", "docker-compose", ""},
    Candidate{"Podman", "podman", "docker-compose", ""},
    Candidate{"Podman", "podman", "podman", "compose"},
};

constexpr std::chrono::seconds for_an_answer = std::chrono::seconds(20);

std::string first_line(std::string_view text) {
  text = trim(text);
  return std::string(text.substr(0, text.find('\n')));
}

Result<std::string> ask(const Words& words) {
  const Result<ProcessEnd> end =
      run_to_end(words, {.most_time = for_an_answer, .stop = &Interruption::asked()});
  if (!end) return std::unexpected(end.error());
  if (end->status != 0) return fail(first_line(end->err.empty() ? end->out : end->err));
  return std::string(trim(end->out));
}

// The program `docker` of the package podman-docker is Podman, whose rows come later.
Result<std::string> version_of(const std::string& engine) {
  if (engine == "podman") return ask({engine, "version", "--format={{.Version}}"});
  const Result<std::string> version = ask({engine, "version", "--format={{.Server.Version}}"});
  if (!version) return version;
  const Result<std::string> program = ask({engine, "--version"});
  if (program && program->starts_with("podman")) return fail("docker is Podman here");
  return version;
}

Result<std::string> compose_version(const Words& compose) {
  Words words = compose;
  words.emplace_back("version");
  // What `podman compose` starts is the user's choice. podman-compose does not say what a project
  // means: its `config` leaves paths relative and writes $ for $$ (1.5.0), or is missing (1.0.3).
  if (compose.front() == "podman") {
    const Result<std::string> program = ask(words);
    if (!program) return program;
    if (program->find("podman-compose") != std::string::npos) {
      return fail("podman-compose does not tell what a project means");
    }
  }
  words.emplace_back("--short");
  return ask(words);
}

// What is mounted stands on the machine of the engine that the command line talks to.
Result<void> is_local_docker() {
  const auto host = ask({"docker", "context", "inspect", "--format={{.Endpoints.docker.Host}}"});
  if (!host || host->starts_with("unix://")) return {};
  return fail("Docker runs on another machine", {}, {},
              "unset DOCKER_HOST, or choose a local context");
}

// Where Podman answers what Compose asks of a Docker.
Result<std::string> socket_of_podman() {
  const Result<std::string> info =
      ask({"podman", "info", "--format={{.Host.ServiceIsRemote}} {{.Host.RemoteSocket.Path}}"});
  if (!info) return info;
  if (info->starts_with("true")) {
    return fail("Podman runs on another machine", {}, {},
                "unset CONTAINER_HOST, or choose a local connection");
  }
  constexpr std::string_view scheme = "unix://";
  std::string path = info->substr(info->find(' ') + 1);
  if (path.starts_with(scheme)) path.erase(0, scheme.size());  // since 5.0
  std::error_code failed;
  if (!fs::is_socket(path, failed)) {
    return fail("Compose reaches Podman through the socket " + path + ", which is not there", {},
                {},
                std::string("start it with systemctl ") + (::geteuid() == 0 ? "" : "--user ") +
                    "start podman.socket, or podman system service --time=0");
  }
  return std::string(scheme) + path;
}

// sd_booted(3)
bool has_systemd() {
  std::error_code failed;
  return fs::is_directory("/run/systemd/system", failed);
}

}  // namespace

Result<ComposeTools> local_compose_tools() {
  std::string why, remedy;
  for (const Candidate& candidate : candidates) {
    const std::string name(candidate.engine_name), engine(candidate.engine);
    const Result<std::string> version = version_of(engine);
    if (!version) {
      // What an engine says is more than that its program is not there.
      const std::string& said = version.error().message;
      if (why.empty() && said.find("cannot be started") == std::string::npos) why = said;
      continue;
    }
    Words compose = {std::string(candidate.compose_program)};
    if (!candidate.compose_command.empty()) compose.emplace_back(candidate.compose_command);
    const Result<std::string> composed = compose_version(compose);
    if (!composed) {
      why = name + " runs, but Compose does not: " + composed.error().message;
      remedy = engine == "podman" ? "install docker-compose, which works with Podman" : "";
      continue;
    }
    ComposeTools found{.description = name + " " + *version + " with Compose " + *composed,
                       .engine = engine,
                       .compose = compose,
                       .environment = {{"COMPOSE_FILE", ""},
                                       {"COMPOSE_PROJECT_NAME", ""},
                                       {"COMPOSE_PROFILES", ""},
                                       {"COMPOSE_REMOVE_ORPHANS", ""}}};
    if (engine == "docker") {
      const Result<void> here = is_local_docker();
      if (!here) return std::unexpected(here.error());
      return found;
    }
    const Result<std::string> socket = socket_of_podman();
    if (!socket) return std::unexpected(socket.error());
    found.environment.emplace_back("DOCKER_HOST", *socket);
    found.environment.emplace_back("DOCKER_BUILDKIT", "0");  // Podman has none
    found.leaves_health = !has_systemd();
    return found;
  }
  if (why.empty()) why = "neither docker nor podman can be started";
  return fail("no container engine with Compose answers: " + why, {}, {}, remedy);
}

}  // namespace boltseal
