#include "engines/nomad/nomad.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/environment.h"
#include "base/files.h"
#include "base/indent_json.h"
#include "base/json.h"
#include "base/parallel.h"
#include "base/text.h"
#include "engines/refusal.h"
#include "net/client.h"

namespace boltseal {
namespace {

constexpr std::size_t most_jobs = 100'000;
constexpr std::size_t most_bytes = 64 << 20;  // of one answer
constexpr unsigned requests_at_once = 8;
constexpr std::string_view unix_scheme = "unix://";

class Nomad {
 public:
  Nomad(const Endpoint& endpoint, std::chrono::milliseconds patience)
      : endpoint_(endpoint), token_(environment_variable("NOMAD_TOKEN")) {
    engine_.name = title_of(endpoint);
    engine_.endpoint = endpoint.path;
    settings_.patience = patience;
    settings_.bounds.body = most_bytes;
    settings_.most_redirects = 0;
  }

  LiveEngine look() {
    if (!reach()) return std::move(engine_);
    const net::HttpClient client(settings_);
    client_ = &client;
    // Also without the right to read its configuration, jobs can be asked for.
    if (const auto agent = get("/v1/agent/self", /*is_needed=*/false)) {
      const json& version = json_member(json_member(*agent, "config"), "Version");
      engine_.version =
          version.is_string() ? version.get<std::string>() : text_in(version, "Version");
    }
    if (!engine_.errors.empty()) return std::move(engine_);
    const auto list = get("/v1/jobs?namespace=%2A");
    if (!list) return std::move(engine_);
    if (!list->is_array()) {
      error("answers with something else than a list of jobs");
      return std::move(engine_);
    }
    jobs(*list);
    if (const auto allocations = get("/v1/allocations?namespace=%2A")) made_by(*allocations);
    return std::move(engine_);
  }

 private:
  // False, with an error, when the address or a file of certificates is none.
  bool reach() {
    if (endpoint_.path.starts_with(unix_scheme)) {
      settings_.unix_socket = endpoint_.path.substr(unix_scheme.size());
      base_ = {.scheme = "http", .user = {}, .password = {}, .host = "localhost", .port = 80};
      return true;
    }
    const Result<net::Url> url = net::parse_url(endpoint_.path);
    if (!url) {
      error(url.error().message, "name it as in NOMAD_ADDR=http://127.0.0.1:4646");
      return false;
    }
    base_ = *url;
    net::Trust trust;
    trust.verify = environment_variable("NOMAD_SKIP_VERIFY").empty();
    std::string authority;
    const bool is_read = read("NOMAD_CACERT", authority) &&
                         read("NOMAD_CLIENT_CERT", trust.certificate) &&
                         read("NOMAD_CLIENT_KEY", trust.key);
    if (!authority.empty()) trust.authorities.push_back(std::move(authority));
    settings_.trust = std::move(trust);
    return is_read;
  }

  bool read(const char* variable, std::string& text) {
    const std::string path = environment_variable(variable);
    if (path.empty()) return true;
    Result<std::string> bytes = DiskFiles().read(path);
    if (!bytes) {
      error(std::string(variable) + " names " + sanitize(path) + ": " + bytes.error().message);
      return false;
    }
    text = std::move(*bytes);
    return true;
  }

  void error(std::string message, std::string remedy = {}) {
    engine_.errors.push_back({std::move(message), place_of(engine_), {}, std::move(remedy)});
  }

  net::Outcome<net::Response> fetch(const std::string& target) const {
    net::Request request{.url = base_};
    request.url.target = target;
    if (!token_.empty()) request.headers.emplace_back("X-Nomad-Token", token_);
    return client_->fetch(request);
  }

  std::optional<json> get(const std::string& target, bool is_needed = true) {
    const auto answer = fetch(target);
    if (!answer) {
      engine_.errors.push_back(refusal(endpoint_, answer.error()));
      // A program of its name need not be an agent, nor listen where agents usually do.
      engine_.is_absent = !endpoint_.is_named && engine_.version.empty();
      return std::nullopt;
    }
    if (answer->status == 200) {
      json read = parse_json(answer->body);
      if (!read.is_discarded()) return read;
      error("answers " + target + " with something else than JSON");
    } else if (is_needed) {
      constexpr int forbidden = 403;
      error("answers " + target + " with " + std::to_string(answer->status) + " " +
                std::string(trim(answer->body.substr(0, 200))),
            answer->status == forbidden
                ? "set NOMAD_TOKEN to a token that may read jobs in all namespaces"
                : "");
    }
    return std::nullopt;
  }

  void jobs(const json& list) {
    std::vector<LiveContainer> wanted;
    for (const json& each : list) {
      const bool is_stopped = json_member(each, "Stop") == true;
      if (is_stopped || !text_in(each, "ParentID").empty()) continue;
      LiveContainer job;
      job.id = job.name = text_in(each, "ID");
      job.source = "nomad";
      job.noun = "job";
      const std::string name_space = text_in(each, "Namespace");
      if (!name_space.empty() && name_space != "default") job.scope = "namespace " + name_space;
      if (!job.id.empty()) wanted.push_back(std::move(job));
    }
    if (wanted.size() > most_jobs) {
      error("has " + counted(wanted.size(), "job") + "; only " + std::to_string(most_jobs) +
            " are looked at");
      wanted.resize(most_jobs);
    }
    std::vector<std::string> troubles(wanted.size());
    for_each_in_parallel(0, wanted.size(), requests_at_once,
                         [&](std::size_t at) { troubles[at] = inspect(wanted[at]); });
    std::size_t silent = 0;
    std::string first;
    for (std::size_t at = 0; at < wanted.size(); ++at) {
      if (!wanted[at].text.empty()) engine_.makers.push_back(std::move(wanted[at]));
      if (troubles[at].empty()) continue;
      if (silent++ == 0) first = troubles[at];
    }
    if (silent > 0) error("does not tell of " + counted(silent, "job") + ": " + first);
    std::ranges::sort(engine_.makers, {}, [](const LiveContainer& each) {
      return std::pair(std::string_view(each.scope), std::string_view(each.name));
    });
  }

  /// Fills in the text of a job, which stays empty when there is no such job any more.
  /// @return what went wrong; empty: nothing.
  std::string inspect(LiveContainer& job) const {
    const std::string name_space = name_space_of(job);
    const auto answer = fetch("/v1/job/" + net::percent_encode(job.id) +
                              "?namespace=" + net::percent_encode(name_space));
    if (!answer) return answer.error().message;
    if (answer->status == 404) return {};
    if (answer->status != 200 || !parse_json(answer->body).is_object()) {
      return "answers " + std::to_string(answer->status) + " without a job";
    }
    job.text = indent_json(answer->body);
    return {};
  }

  static std::string name_space_of(const LiveContainer& job) {
    constexpr std::string_view before = "namespace ";
    return job.scope.empty() ? "default" : job.scope.substr(before.size());
  }

  // Which containers of other engines are tasks of its jobs.
  void made_by(const json& allocations) {
    for (const json& each : allocations) {
      const std::string id = text_in(each, "ID"), job = text_in(each, "JobID");
      const auto maker = std::ranges::find_if(engine_.makers, [&](const LiveContainer& known) {
        const std::string name_space = text_in(each, "Namespace");
        // "report/periodic-1700000000" is one that "report" made.
        const bool is_child =
            job.starts_with(known.id + "/periodic-") || job.starts_with(known.id + "/dispatch-");
        return (known.id == job || is_child) &&
               name_space_of(known) == (name_space.empty() ? "default" : name_space);
      });
      const json& tasks = json_member(each, "TaskStates");
      if (maker == engine_.makers.end() || !tasks.is_object()) continue;
      for (const auto& [task, state] : tasks.items()) {
        maker->made.push_back(
            {task + "-" + id, "group " + text_in(each, "TaskGroup") + " task " + task});
      }
    }
  }

  const Endpoint& endpoint_;
  const std::string token_;
  net::HttpSettings settings_;
  net::Url base_;
  const net::HttpClient* client_ = nullptr;
  LiveEngine engine_;
};

}  // namespace

LiveEngine look_at_nomad(const Endpoint& endpoint, std::chrono::milliseconds patience) {
  return Nomad(endpoint, patience).look();
}

}  // namespace boltseal
