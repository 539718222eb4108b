#include "engines/contexts.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <string_view>
#include <utility>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::size_t most_contexts = 1000;

json read_json(const std::string& path) {
  const Result<std::string> text = DiskFiles().read(path);
  return text ? parse_json(*text) : json();
}

using Addresses = std::map<std::string, std::string>;  // by name

// Adds what a client of `product` knows, and the one that it was told to use.
void add(std::string_view engine, std::string_view product, const Addresses& known,
         const std::string& chosen, std::vector<NamedEngine>& named) {
  const auto note = [&](const std::string& name, std::string address) {
    named.push_back({std::string(engine), std::string(product) + " \"" + sanitize(name) + "\"",
                     std::move(address), name == chosen});
  };
  for (const auto& [name, address] : known) note(name, address);
  if (!chosen.empty() && !known.contains(chosen)) note(chosen, {});
}

// docs.docker.com, "Docker contexts"; github.com/docker/cli, cli/context/store: each has a folder
// with the digest of its name.
void add_docker(const net::Environment& environment, std::vector<NamedEngine>& named) {
  std::string folder = environment("DOCKER_CONFIG");
  if (folder.empty()) folder = environment("HOME") + "/.docker";
  Addresses known;
  std::error_code error;
  for (auto each = std::filesystem::directory_iterator(folder + "/contexts/meta", error);
       !error && each != std::filesystem::directory_iterator() && known.size() < most_contexts;
       each.increment(error)) {
    const json context = read_json(each->path() / "meta.json");
    const std::string name = text_in(context, "Name");
    const std::string host =
        text_in(json_member(json_member(context, "Endpoints"), "docker"), "Host");
    if (!name.empty() && !host.empty()) known.emplace(name, host);
  }
  std::string chosen;
  if (environment("DOCKER_HOST").empty()) {
    chosen = environment("DOCKER_CONTEXT");
    if (chosen.empty()) chosen = text_in(read_json(folder + "/config.json"), "currentContext");
    if (chosen == "default") chosen.clear();  // the engine at the usual socket
  }
  add("docker", "Docker's context", known, chosen, named);
}

std::string unquoted(std::string_view text) {
  const bool is_quoted = text.size() >= 2 && text.front() == text.back() &&
                         (text.front() == '"' || text.front() == '\'');
  return std::string(is_quoted ? text.substr(1, text.size() - 2) : text);
}

// containers.conf(5): tables [engine.service_destinations.NAME] with a `uri`. Of TOML no more is
// read than Podman writes there.
void read_destinations(const std::string& path, Addresses& known) {
  constexpr std::string_view prefix = "[engine.service_destinations.";
  const Result<std::string> text = DiskFiles().read(path);
  if (!text) return;
  std::string name;
  for (const std::string_view written : split(*text, '\n')) {
    const std::string_view line = trim(written);
    if (line.starts_with('[')) {
      const bool is_destination = line.starts_with(prefix) && line.ends_with(']');
      name = is_destination ? unquoted(line.substr(prefix.size(), line.size() - prefix.size() - 1))
                            : std::string();
    }
    const std::size_t sign = std::min(line.find('='), line.size());
    if (name.empty() || trim(line.substr(0, sign)) != "uri") continue;
    if (known.size() < most_contexts)
      known.emplace(name, unquoted(trim(line.substr(std::min(sign + 1, line.size())))));
  }
}

// Podman itself starts containers without a service: only what CONTAINER_CONNECTION names is
// chosen.
void add_podman(const net::Environment& environment, std::vector<NamedEngine>& named) {
  std::string folder = environment("XDG_CONFIG_HOME");
  if (folder.empty()) folder = environment("HOME") + "/.config";
  folder += "/containers";
  Addresses known;
  const json file = read_json(folder + "/podman-connections.json");
  const json& connections = json_member(json_member(file, "Connection"), "Connections");
  if (connections.is_object()) {
    for (const auto& [name, connection] : connections.items()) {
      if (known.size() < most_contexts) known.emplace(name, text_in(connection, "URI"));
    }
  }
  std::string settings = environment("CONTAINERS_CONF");
  if (settings.empty()) settings = folder + "/containers.conf";
  read_destinations(settings, known);
  const std::string chosen =
      environment("CONTAINER_HOST").empty() ? environment("CONTAINER_CONNECTION") : std::string();
  add("podman", "Podman's connection", known, chosen, named);
}

}  // namespace

std::vector<NamedEngine> named_engines(const net::Environment& environment) {
  std::vector<NamedEngine> named;
  add_docker(environment, named);
  add_podman(environment, named);
  return named;
}

}  // namespace boltseal
