#include "engines/docker/docker.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/indent_json.h"
#include "base/json.h"
#include "base/parallel.h"
#include "base/text.h"
#include "engines/refusal.h"
#include "net/client.h"

namespace boltseal {
namespace {

constexpr std::size_t most_containers = 100'000;
constexpr std::size_t most_bytes = 64 << 20;  // of one answer
// The engine works on each answer for some milliseconds, mostly waiting for its own locks.
constexpr unsigned requests_at_once = 8;

class Docker {
 public:
  Docker(const Endpoint& endpoint, std::chrono::milliseconds patience)
      : endpoint_(endpoint), client_(reached(endpoint, patience)) {
    engine_.name = title_of(endpoint);
    engine_.endpoint = endpoint.path;
  }

  LiveEngine look() {
    if (const auto version = get("/version")) {
      engine_.version = text_in(*version, "Version");
      const auto platform = version->is_object() ? version->find("Platform") : version->end();
      if (version->is_object() && platform != version->end()) {
        engine_.build = text_in(*platform, "Name");
      }
    }
    if (!engine_.errors.empty()) return std::move(engine_);
    const auto list = get(containers_ + "json?all=true");
    if (!list) return std::move(engine_);
    if (!list->is_array()) {
      error("answers with something else than a list of containers");
      return std::move(engine_);
    }
    engine_.containers =
        inspect_all(*list, "Id", containers_, "/json", "container", describe_container);
    if (endpoint_.engine == "podman") pods();
    images();
    volumes();
    settings();
    return std::move(engine_);
  }

 private:
  static net::HttpSettings reached(const Endpoint& endpoint, std::chrono::milliseconds patience) {
    net::HttpSettings settings;
    settings.unix_socket = endpoint.path;
    settings.patience = patience;
    settings.bounds.body = most_bytes;
    settings.most_redirects = 0;
    return settings;
  }

  void error(std::string message, std::string remedy = {}) {
    engine_.errors.push_back({std::move(message), place_of(engine_), {}, std::move(remedy)});
  }

  net::Outcome<net::Response> fetch(const std::string& target) const {
    net::Url url{.scheme = "http", .user = {}, .password = {}, .host = "localhost", .port = 80};
    url.target = target;
    return client_.fetch({.url = url});
  }

  /// `text` may be null; else it gets the bytes of the answer.
  std::optional<json> get(const std::string& target, std::string* text = nullptr) {
    auto answer = fetch(target);
    if (!answer) {
      engine_.errors.push_back(refusal(endpoint_, answer.error()));
      return std::nullopt;
    }
    json read = parse_json(answer->body);
    if (answer->status != 200) {
      error("answers " + target + " with " + std::to_string(answer->status) + " " +
            text_in(read, "message"));
    } else if (read.is_discarded()) {
      error("answers " + target + " with something else than JSON");
    } else {
      if (text != nullptr) *text = std::move(answer->body);
      return read;
    }
    return std::nullopt;
  }

  // An answer as the engine's own command prints it, so that lines are those that people see there.
  std::string text_of(const std::string& target) {
    std::string text;
    return get(target, &text) ? indent_json(text) : std::string();
  }

  // What one object's inspection came to: its text, or what went wrong; neither when it is gone.
  struct Answer {
    std::optional<LiveContainer> object;
    std::string trouble;
  };
  using Describe = void (*)(const json& read, LiveContainer& object);

  Answer inspect(const std::string& target, const std::string& id, Describe describe) const {
    Answer answer;
    const auto response = fetch(target);
    if (!response) {
      answer.trouble = response.error().message;
      return answer;
    }
    if (response->status == 404) return answer;
    const json read = parse_json(response->body);
    if (response->status != 200 || !read.is_object()) {
      answer.trouble = "answers " + std::to_string(response->status) + " " +
                       (read.is_object() ? text_in(read, "message") : "without JSON");
      return answer;
    }
    LiveContainer object;
    object.id = id;
    describe(read, object);
    if (object.name.empty()) object.name = id;
    // As `docker inspect` prints it, so that lines are those that people see there.
    object.text = indent_json("[" + response->body + "]");
    answer.object = std::move(object);
    return answer;
  }

  static void describe_container(const json& read, LiveContainer& container) {
    container.name = text_in(read, "Name");
    if (container.name.starts_with('/')) container.name.erase(0, 1);
    const json& pid = json_member(json_member(read, "State"), "Pid");
    if (pid.is_number_integer()) container.pid = pid.get<int>();
    container.image_id = text_in(read, "Image");
    if (!container.image_id.empty() && !container.image_id.starts_with("sha256:")) {
      container.image_id.insert(0, "sha256:");  // Podman leaves it out
    }
    const json& driver = json_member(read, "GraphDriver");
    if (text_in(driver, "Name").starts_with("overlay")) {
      container.writable_layer = text_in(json_member(driver, "Data"), "UpperDir");
    }
  }

  static void describe_service(const json& read, LiveContainer& service) {
    service.noun = "service";
    service.name = text_in(json_member(read, "Spec"), "Name");
  }

  /// Asks for each object of a list, which tells less than all.
  std::vector<LiveContainer> inspect_all(const json& list, const char* key,
                                         const std::string& before, const std::string& after,
                                         std::string_view noun, Describe describe) {
    std::vector<std::string> ids;
    for (const json& each : list) {
      const std::string id = text_in(each, key);
      // It becomes a part of a URL.
      if (!id.empty() && std::ranges::all_of(id, is_word)) ids.push_back(id);
    }
    if (ids.size() < list.size()) {
      error("lists " + std::string(noun) + "s without an id that one can have");
    }
    if (ids.size() > most_containers) {
      error("has " + counted(ids.size(), noun) + "; only " + std::to_string(most_containers) +
            " are looked at");
      ids.resize(most_containers);
    }
    std::vector<Answer> answers(ids.size());
    for_each_in_parallel(0, ids.size(), requests_at_once, [&](std::size_t at) {
      answers[at] = inspect(before + ids[at] + after, ids[at], describe);
    });
    std::vector<LiveContainer> told;
    std::size_t silent = 0;
    std::string first;
    for (Answer& answer : answers) {
      if (answer.object) told.push_back(std::move(*answer.object));
      if (answer.trouble.empty()) continue;
      if (silent++ == 0) first = answer.trouble;
    }
    if (silent > 0) {
      error("does not tell of " + counted(silent, noun) + ": " + first);
    }
    std::ranges::sort(told, {}, [](const LiveContainer& each) {
      return std::pair(std::string_view(each.name), std::string_view(each.id));
    });
    return told;
  }

  // Which image each name means now.
  void images() {
    const auto list = get("/images/json");
    if (!list || !list->is_array()) return;
    for (const json& image : *list) {
      const auto tags = image.is_object() ? image.find("RepoTags") : image.end();
      if (!image.is_object() || tags == image.end() || !tags->is_array()) continue;
      for (const json& tag : *tags) {
        if (tag.is_string()) engine_.images[tag.get<std::string>()] = text_in(image, "Id");
      }
    }
  }

  // Those of which somebody said where their files are.
  void volumes() {
    const auto list = get("/volumes");
    if (!list) return;
    for (const json& volume : json_member(*list, "Volumes")) {
      const json& options = json_member(volume, "Options");
      if (text_in(volume, "Driver") != "local" || text_in(options, "device").empty()) continue;
      // Its members are in the order in which `docker volume inspect` prints them.
      engine_.volumes[text_in(volume, "Name")] =
          json::array({volume}).dump(4, ' ', false, json::error_handler_t::replace);
    }
  }

  // Podman keeps a container for each pod that holds its namespaces and ports.
  void pods() {
    const auto list = get("/v3.0.0/libpod/pods/json");
    if (!list || !list->is_array()) return;
    std::map<std::string, std::string> pod_of, infra;  // names, by id of a container
    for (const json& pod : *list) {
      const std::string name = text_in(pod, "Name");
      infra[text_in(pod, "InfraId")] = name;
      for (const json& each : json_member(pod, "Containers")) pod_of[text_in(each, "Id")] = name;
    }
    for (LiveContainer& each : engine_.containers) {
      const auto held = infra.find(each.id);
      const auto member = pod_of.find(each.id);
      if (held != infra.end()) {
        each.noun = "pod";
        each.name = held->second;
        engine_.makers.push_back(std::move(each));
      } else if (member != pod_of.end()) {
        each.scope = "pod " + member->second;
      }
    }
    std::erase_if(engine_.containers, [](const LiveContainer& each) { return each.noun == "pod"; });
  }

  void settings() {
    std::string text;
    const auto info = get("/info", &text);
    if (!info) return;
    const json& options = json_member(*info, "SecurityOptions");
    for (const json& option : options) {
      if (option == "name=userns") engine_.root = ContainerRoot::mapped;
      if (option == "name=rootless") engine_.root = ContainerRoot::rootless;
      if (option == "name=no-new-privileges") engine_.has_no_new_privileges = true;
    }
    // Podman says so in a member of its own.
    if (json_member(*info, "Rootless") == true) engine_.root = ContainerRoot::rootless;
    if (endpoint_.engine != "docker") {
      // Its own answer names bridges, and is there since 4.0.
      const bool is_old = parse_int(engine_.version.substr(0, engine_.version.find('.'))) < 4;
      engine_.networks = text_of(is_old ? "/networks" : "/v4.0.0/libpod/networks/json");
      return;
    }
    engine_.info = indent_json(text);
    engine_.networks = text_of("/networks");
    if (json_member(json_member(*info, "Swarm"), "ControlAvailable") == true) swarm();
  }

  void swarm() {
    engine_.nodes = text_of("/nodes");
    engine_.secrets = text_of("/secrets");
    const auto list = get("/services");
    if (!list || !list->is_array()) return;
    engine_.used_secrets.emplace();
    for (const json& service : *list) {
      const json& task = json_member(json_member(service, "Spec"), "TaskTemplate");
      for (const json& secret : json_member(json_member(task, "ContainerSpec"), "Secrets")) {
        engine_.used_secrets->insert(text_in(secret, "SecretID"));
      }
    }
    engine_.makers = inspect_all(*list, "ID", "/services/", "", "service", describe_service);
    name_host_network();
    tasks();
  }

  // A service says of its networks only their ids, and the list of networks leaves out those that
  // each node has of its own: the host's.
  void name_host_network() {
    constexpr std::size_t most_networks = 10'000;
    std::map<std::string, bool> is_hosts;  // by id
    for (LiveContainer& service : engine_.makers) {
      const json read = parse_json(service.text);
      if (!read.is_array() || read.empty()) continue;
      const json& task = json_member(json_member(read.front(), "Spec"), "TaskTemplate");
      for (const json& network : json_member(task, "Networks")) {
        const std::string id = text_in(network, "Target");
        if (id.empty() || !std::ranges::all_of(id, is_word)) continue;
        if (!is_hosts.contains(id)) {
          if (is_hosts.size() == most_networks) return;
          is_hosts[id] = is_host_network(id);
        }
        if (!is_hosts[id]) continue;
        const std::string said = '"' + id + '"';
        const std::size_t at = service.text.find(said);
        if (at != std::string::npos) service.text.replace(at, said.size(), "\"host\"");
      }
    }
  }

  bool is_host_network(const std::string& id) const {
    if (engine_.networks.find('"' + id + '"') != std::string::npos) return false;
    const auto answer = fetch("/networks/" + id);
    return answer && answer->status == 200 && text_in(parse_json(answer->body), "Driver") == "host";
  }

  // Which containers a service made, on every node: anybody can label one so.
  void tasks() {
    const auto list = get("/tasks");
    if (!list || !list->is_array()) return;
    std::map<std::string, LiveContainer*> services;
    for (LiveContainer& service : engine_.makers) services.emplace(service.id, &service);
    for (const json& task : *list) {
      const json& status = json_member(json_member(task, "Status"), "ContainerStatus");
      const std::string id = text_in(status, "ContainerID");
      const auto service = services.find(text_in(task, "ServiceID"));
      if (!id.empty() && service != services.end()) service->second->made.push_back({id});
    }
  }

  const Endpoint& endpoint_;
  const net::HttpClient client_;
  // Podman's own API tells more than its imitation of Docker's: pods, capabilities in effect.
  const std::string containers_ =
      endpoint_.engine == "podman" ? "/v3.0.0/libpod/containers/" : "/containers/";
  LiveEngine engine_;
};

}  // namespace

LiveEngine look_at_docker(const Endpoint& endpoint, std::chrono::milliseconds patience) {
  return Docker(endpoint, patience).look();
}

}  // namespace boltseal
