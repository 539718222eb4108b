#include "gate/docker/asked_object.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/base64.h"
#include "base/text.h"
#include "gate/docker/container_object.h"
#include "gate/docker/field_names.h"
#include "gate/docker/go_json.h"

namespace boltseal::docker {
namespace {

std::unexpected<Error> refused(std::string what, std::string remedy = {}) {
  return fail(std::move(what), {}, {}, std::move(remedy));
}

// A container that is there, as the engine tells it, with what it mounts settled; nothing else of
// it was asked for here.
Result<json> known_container(const std::string& name, const Around& around) {
  if (!is_name(name)) return refused("\"" + sanitize(name) + "\" is no name of a container");
  auto told = around.engine.get("/containers/" + name + "/json");
  if (!told || told->is_null()) return told;
  json mounts = json_member(*told, "Mounts");
  if (!mounts.is_array()) mounts = json::array();
  json host = json_member(*told, "HostConfig");
  // Its engine has given it the runtime that is the engine's own.
  if (host.is_object()) host.erase("Runtime");
  auto object = container_object(name, json_member(*told, "Config"), std::move(host),
                                 std::move(mounts), around);
  const std::string shown = text_in(*told, "Name");
  if (object && !shown.empty()) (*object)["Name"] = shown;
  return object;
}

// Containers whose processes, network or files another one shares.
std::vector<std::string> joined_by(const json& host) {
  std::vector<std::string> joined;
  for (const char* const mode :
       {"PidMode", "IpcMode", "NetworkMode", "UTSMode", "UsernsMode", "CgroupnsMode", "Cgroup"}) {
    const std::string value = text_in(host, mode);
    if (value.starts_with("container:")) joined.push_back(value.substr(10));
  }
  const json& from = json_member(host, "VolumesFrom");
  if (!from.is_array()) return joined;
  for (const json& each : from) {
    if (!each.is_string()) continue;
    const std::string value = each.get<std::string>();
    joined.push_back(value.substr(0, value.find(':')));
  }
  return joined;
}

Result<json> with_joined(json object, const Around& around) {
  std::vector<std::string> joined = joined_by(json_member(object, "HostConfig"));
  json all = json::array({std::move(object)});
  std::ranges::sort(joined);
  joined.erase(std::unique(joined.begin(), joined.end()), joined.end());
  for (const std::string& name : joined) {
    auto other = known_container(name, around);
    if (!other) return other;
    if (other->is_null()) {
      return refused("the container " + sanitize(name) + " that it joins is not there");
    }
    all.push_back(std::move(*other));
  }
  return all;
}

// What an image says where the request does not: who runs in it, and how its health is known.
Result<void> add_image(json& config, const Around& around) {
  if (!text_in(config, "User").empty()) return {};
  const std::string image = text_in(config, "Image");
  const bool is_plain = std::ranges::all_of(image, [](char c) {
    return is_word(c) || c == '.' || c == '-' || c == '/' || c == ':' || c == '@';
  });
  if (image.empty() || !is_plain || image.find("..") != std::string::npos) {
    return refused("\"" + sanitize(image) + "\" is no name of an image");
  }
  const auto told = around.engine.get("/images/" + image + "/json");
  if (!told) return std::unexpected(told.error());
  // One that is not there cannot be started; the client pulls it and asks again.
  if (told->is_null()) return {};
  const json& own = json_member(*told, "Config");
  if (config.contains("User")) config.erase("User");
  const std::string user = text_in(own, "User");
  config["User"] = user.empty() ? "root" : user;
  if (says_nothing(json_member(config, "Healthcheck"))) {
    config["Healthcheck"] = json_member(own, "Healthcheck");
  }
  return {};
}

Result<json> asked_container(const ApiCall& call, const json& body, const Around& around) {
  json config = body;
  json host = json::object(), networks;
  for (const auto& [name, value] : body.items()) {
    if (says_nothing(value) || is_container_field(name)) continue;
    return refused(sanitize(name) + " stands beside HostConfig, where older engines take it from",
                   "Put it into HostConfig");
  }
  if (config.contains("HostConfig")) host = std::move(config["HostConfig"]);
  if (host.is_object()) {
    for (const auto& [name, value] : host.items()) {
      if (says_nothing(value) || is_host_field(name)) continue;
      return refused(sanitize(name) + " is no field of HostConfig");
    }
  }
  networks = json_member(json_member(config, "NetworkingConfig"), "EndpointsConfig");
  config.erase("HostConfig");
  config.erase("NetworkingConfig");
  if (const auto added = add_image(config, around); !added) return std::unexpected(added.error());
  if (networks.is_object()) {
    for (const auto& [network, settings] : networks.items()) {
      const auto name = network_name(network, around);
      if (!name) return std::unexpected(name.error());
      if (*name == "host") host["NetworkMode"] = "host";
    }
  }
  const auto name = call.query.find("name");
  auto object = container_object(name == call.query.end() ? "new" : name->second, std::move(config),
                                 std::move(host), json(), around);
  return object ? with_joined(std::move(*object), around) : object;
}

Result<json> started_container(const ApiCall& call, const json& body, const Around& around) {
  // Before version 1.24 it was a HostConfig.
  if (!says_nothing(body)) return refused("it starts a container with another configuration");
  if (call.query.contains("checkpoint") || call.query.contains("checkpoint-dir")) {
    return refused("a checkpoint starts a container from files that nobody judged",
                   "Start it from its image");
  }
  auto object = known_container(call.names.front(), around);
  if (!object || object->is_null()) return object;
  return with_joined(std::move(*object), around);
}

Result<json> part(const std::string& name, json config, json host, const Around& around) {
  return container_object(name, std::move(config), std::move(host), json(), around);
}

Result<json> asked_service(const json& body, const Around& around) {
  json spec = body;
  json& task = spec["TaskTemplate"];
  const std::string runtime = text_in(task, "Runtime");
  if (!says_nothing(json_member(task, "PluginSpec")) ||
      !(runtime.empty() || runtime == "container")) {
    return refused("a service of the kind " + sanitize(runtime) + " runs a plugin on the hosts",
                   "Make one of containers");
  }
  json& container = task["ContainerSpec"];
  if (!container.is_object()) return refused("a service without containers cannot be judged");
  if (const auto added = add_image(container, around); !added) {
    return std::unexpected(added.error());
  }
  container.erase("Healthcheck");
  if (body.contains("TaskTemplate")) {
    const json& said = json_member(json_member(body, "TaskTemplate"), "ContainerSpec");
    if (said.contains("Healthcheck")) container["Healthcheck"] = said["Healthcheck"];
  }
  if (json_member(container, "Mounts").is_array()) {
    for (json& mount : container["Mounts"]) {
      if (const auto settled = settle_mount(mount, around); !settled) {
        return std::unexpected(settled.error());
      }
    }
  }
  const json& privileges = json_member(container, "Privileges");
  const json& seccomp = json_member(privileges, "Seccomp");
  if (text_in(seccomp, "Mode") == "custom") {
    const auto profile = decode_base64(text_in(seccomp, "Profile"));
    if (!profile || !profile->starts_with('{') || filters_nothing(*profile)) {
      container["Privileges"]["Seccomp"]["Mode"] = "unconfined";
    }
  }
  for (json* const where : {&task, &spec}) {
    if (!json_member(*where, "Networks").is_array()) continue;
    for (json& network : (*where)["Networks"]) {
      auto name = network_name(text_in(network, "Target"), around);
      if (!name) return std::unexpected(name.error());
      network["Target"] = std::move(*name);
    }
  }
  return json{{"ID", "asked"}, {"Spec", std::move(spec)}};
}

Result<json> asked_volume(const json& body, const Around& around) {
  json mount = {
      {"Type", "volume"},
      {"Name", text_in(body, "Name")},
      {"Destination", "/"},
      {"RW", true},
      {"VolumeOptions",
       {{"DriverConfig",
         {{"Name", text_in(body, "Driver")}, {"Options", json_member(body, "DriverOpts")}}}}}};
  if (const auto settled = settle_mount(mount, around); !settled) {
    return std::unexpected(settled.error());
  }
  auto object = part("volume " + text_in(body, "Name"), json::object(), json::object(), around);
  if (object) (*object)["Mounts"].push_back(std::move(mount));
  return object;
}

Result<json> asked_network(const json& body) {
  const std::string driver = text_in(body, "Driver");
  if (driver == "macvlan" || driver == "ipvlan") {
    return refused("a network of the kind " + driver + " stands in the host's own",
                   "Use one of the kind bridge or overlay");
  }
  return json();
}

// What the query of a build may say (daemon/server/router/build/build_routes.go).
constexpr std::array<std::string_view, 36> build_parameters = {
    "buildargs",  "buildid",     "cachefrom",  "cgroupparent", "cpuperiod",
    "cpuquota",   "cpusetcpus",  "cpusetmems", "cpushares",    "dockerfile",
    "extrahosts", "forcerm",     "isolation",  "labels",       "memory",
    "memswap",    "networkmode", "nocache",    "outputs",      "platform",
    "pull",       "q",           "remote",     "rm",           "session",
    "shmsize",    "squash",      "t",          "target",       "ulimits",
    "version",    "compress",    "cpuset",     "from",         "identity",
    "tag"};

Result<json> asked_build(const ApiCall& call, const Around& around) {
  for (const auto& [name, value] : call.query) {
    if (!value.empty() &&
        std::ranges::find(build_parameters, std::string_view(name)) == build_parameters.end()) {
      return refused(sanitize(name) + " is no parameter of a build that is known here");
    }
  }
  json host = json::object();
  const auto take = [&](const char* parameter, const char* field) {
    const auto found = call.query.find(parameter);
    if (found != call.query.end() && !found->second.empty()) host[field] = found->second;
  };
  take("networkmode", "NetworkMode");
  take("cgroupparent", "CgroupParent");
  auto object = part("build", json::object(), std::move(host), around);
  return object ? with_joined(std::move(*object), around) : object;
}

Result<json> asked_exec(const ApiCall& call, const json& body, const Around& around) {
  return part(call.names.front(),
              {{"User", json_member(body, "User")}, {"Env", json_member(body, "Env")}},
              {{"Privileged", json_member(body, "Privileged")}}, around);
}

}  // namespace

bool is_part(const std::string& call_name) {
  return call_name != "container create" && call_name != "container start" &&
         call_name != "container restart" && !call_name.starts_with("service ");
}

Result<json> asked_object(const ApiCall& call, const json& body, const Around& around) {
  switch (call.endpoint->judged) {
    case Judged::create: return asked_container(call, body, around);
    case Judged::start: return started_container(call, body, around);
    case Judged::update: return part(call.names.front(), json::object(), body, around);
    case Judged::exec: return asked_exec(call, body, around);
    case Judged::service: return asked_service(body, around);
    case Judged::volume: return asked_volume(body, around);
    case Judged::network: return asked_network(body);
    case Judged::build: return asked_build(call, around);
    case Judged::reads:
    case Judged::passes:
    case Judged::body_passes: return json();
    case Judged::denied: break;
  }
  return fail(
      std::string(call.endpoint->name) + " is denied: " + std::string(call.endpoint->why), {}, {},
      "A policy lets it pass: gate: docker: allow: [" + std::string(call.endpoint->withheld) + "]");
}

}  // namespace boltseal::docker
