#include "engines/docker/docker.h"

#include <algorithm>
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
      : endpoint_(endpoint), client_(settings(endpoint, patience)) {
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
    std::vector<std::string> ids;
    for (const json& each : *list) {
      const std::string id = text_in(each, "Id");
      // It becomes a part of a URL.
      if (!id.empty() && std::ranges::all_of(id, is_word)) ids.push_back(id);
    }
    if (ids.size() < list->size()) error("lists containers without an id that one can have");
    if (ids.size() > most_containers) {
      error("has " + std::to_string(ids.size()) + " containers; only " +
            std::to_string(most_containers) + " are looked at");
      ids.resize(most_containers);
    }
    inspect(ids);
    images();
    if (endpoint_.engine == "docker") {
      engine_.info = text_of("/info");
      engine_.networks = text_of("/networks");
    } else {
      // Its own answer names bridges, and is there since 4.0.
      const bool is_old = parse_int(engine_.version.substr(0, engine_.version.find('.'))) < 4;
      engine_.networks = text_of(is_old ? "/networks" : "/v4.0.0/libpod/networks/json");
    }
    return std::move(engine_);
  }

 private:
  static net::HttpSettings settings(const Endpoint& endpoint, std::chrono::milliseconds patience) {
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

  // What one container's inspection came to: its text, or what went wrong; neither when it is gone.
  struct Answer {
    std::optional<LiveContainer> container;
    std::string trouble;
  };

  Answer inspect(const std::string& id) const {
    Answer answer;
    const auto response = fetch(containers_ + id + "/json");
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
    LiveContainer container;
    container.id = id;
    container.name = text_in(read, "Name");
    if (container.name.starts_with('/')) container.name.erase(0, 1);
    if (container.name.empty()) container.name = id;
    const auto state = read.find("State");
    if (state != read.end() && state->is_object()) {
      const auto pid = state->find("Pid");
      if (pid != state->end() && pid->is_number_integer()) container.pid = pid->get<int>();
    }
    container.image_id = text_in(read, "Image");
    if (!container.image_id.empty() && !container.image_id.starts_with("sha256:")) {
      container.image_id.insert(0, "sha256:");  // Podman leaves it out
    }
    const auto driver = read.find("GraphDriver");
    if (driver != read.end() && driver->is_object() &&
        text_in(*driver, "Name").starts_with("overlay")) {
      const auto data = driver->find("Data");
      if (data != driver->end()) container.writable_layer = text_in(*data, "UpperDir");
    }
    // As `docker inspect` prints it, so that lines are those that people see there.
    container.text = indent_json("[" + response->body + "]");
    answer.container = std::move(container);
    return answer;
  }

  void inspect(const std::vector<std::string>& ids) {
    std::vector<Answer> answers(ids.size());
    for_each_in_parallel(0, ids.size(), requests_at_once,
                         [&](std::size_t at) { answers[at] = inspect(ids[at]); });
    std::size_t silent = 0;
    std::string first;
    for (Answer& answer : answers) {
      if (answer.container) engine_.containers.push_back(std::move(*answer.container));
      if (answer.trouble.empty()) continue;
      if (silent++ == 0) first = answer.trouble;
    }
    if (silent > 0) {
      error("does not tell of " + counted(silent, "container") + ": " + first);
    }
    std::ranges::sort(engine_.containers, {}, [](const LiveContainer& each) {
      return std::pair(std::string_view(each.name), std::string_view(each.id));
    });
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
