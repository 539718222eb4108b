#include "engines/contexts.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <string_view>
#include <utility>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "base/toml.h"

namespace boltseal {
namespace {

constexpr std::size_t most_contexts = 1000;
constexpr std::size_t most_settings = 1 << 20;  // bytes of containers.conf

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

// containers.conf(5): tables [engine.service_destinations.NAME] with a `uri`.
void read_destinations(const std::string& path, Addresses& known) {
  const Result<std::string> text = DiskFiles().read(path);
  if (!text || text->size() > most_settings) return;
  const toml::parse_result parsed = toml::parse(*text);
  if (!parsed) return;
  const toml::table* const all = parsed.table()["engine"]["service_destinations"].as_table();
  if (all == nullptr) return;
  for (const auto& [name, destination] : *all) {
    const toml::table* const table = destination.as_table();
    if (table == nullptr || known.size() >= most_contexts) continue;
    known.emplace(name.str(), (*table)["uri"].value_or(std::string()));
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
