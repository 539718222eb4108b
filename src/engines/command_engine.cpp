#include "engines/command_engine.h"

#include <string_view>
#include <thread>
#include <utility>

#include "base/interruption.h"
#include "base/process.h"
#include "base/text.h"
#include "engines/compose_tools.h"
#include "engines/listening_ports.h"

namespace boltseal {
namespace {

using Words = std::vector<std::string>;

constexpr std::chrono::seconds for_a_question = std::chrono::seconds(20);
constexpr std::chrono::seconds for_removing = std::chrono::seconds(60);
// systemd starts a dockerd that died again after two seconds.
constexpr int tries_to_remove = 3;
constexpr std::chrono::seconds between_tries = std::chrono::seconds(3);
// At most, as an isolated project wants it (quick_pace()).
constexpr std::chrono::seconds between_health_checks = std::chrono::seconds(2);

// What `inspect` is asked of a container, in one line. Neither engine's own JSON is needed then,
// which differs; behind it stand the ports that its image and its project name.
constexpr std::string_view questions =
    "{{.ID}}\t{{index .Config.Labels \"com.docker.compose.service\"}}\t{{.State.Status}}\t"
    "{{.State.ExitCode}}\t{{.State.OOMKilled}}\t{{.State.Pid}}\t{{.State.StartedAt}}\t"
    "{{with .State.Health}}{{.Status}}{{end}}\t";
constexpr std::string_view ports_of_docker =
    "{{range $port, $_ := .Config.ExposedPorts}}{{$port}} {{end}}";
// Podman has no such field before 5.0, and these are published ones only in Docker.
constexpr std::string_view ports_of_podman =
    "{{range $port, $_ := .NetworkSettings.Ports}}{{$port}} {{end}}";
constexpr std::size_t answers = 9;

class CommandEngine final : public ComposeEngine {
 public:
  CommandEngine(ComposeTools found, std::chrono::seconds most_time)
      : tools_(std::move(found)), most_time_(most_time) {}

  std::string description() const override { return tools_.description; }

  Result<std::string> configuration(const std::string& folder,
                                    const std::vector<std::string>& files) override {
    Words words = compose({"--project-directory", folder});
    for (const std::string& file : files) words.insert(words.end(), {"-f", file});
    words.emplace_back("config");
    Result<ProcessEnd> end = run(words, for_a_question, folder);
    if (!end) return std::unexpected(end.error());
    return std::move(end->out);
  }

  Result<void> build(const ComposeRun& project, const std::string& service) override {
    return done(run(of(project, {"build", service}), most_time_, project.folder));
  }

  Result<void> start(const ComposeRun& project) override {
    return done(run(of(project, {"up", "--detach", "--no-build"}), most_time_, project.folder));
  }

  Result<std::vector<ContainerState>> look(const ComposeRun& project) override {
    const Result<Words> ids = list({"ps", "--all", "--quiet", "--no-trunc"}, project.name);
    if (!ids) return std::unexpected(ids.error());
    std::vector<ContainerState> states;
    if (ids->empty()) return states;
    Words words = {tools_.engine, "inspect", "--type=container",
                   "--format=" + std::string(questions) +
                       std::string(tools_.engine == "podman" ? ports_of_podman : ports_of_docker)};
    words.insert(words.end(), ids->begin(), ids->end());
    const Result<ProcessEnd> end = run(words, for_a_question);
    if (!end) return std::unexpected(end.error());
    Words checked;
    for (const std::string_view line : split(end->out, '\n')) {
      const std::vector<std::string_view> said = split(line, '\t');  // the last may be empty
      if (said.size() != answers) continue;
      states.push_back(state_of(said));
      if (!states.back().health.empty() && states.back().status == "running") {
        checked.emplace_back(said[0]);
      }
    }
    if (tools_.leaves_health) ask_health(checked);
    return states;
  }

  std::string last_words(const ComposeRun& project, const std::string& service) override {
    const Result<Words> ids =
        list({"ps", "--all", "--quiet", "--filter=label=com.docker.compose.service=" + service},
             project.name);
    if (!ids || ids->empty()) return {};
    const Result<ProcessEnd> end =
        run({tools_.engine, "logs", "--tail=10", ids->front()}, for_a_question);
    return end ? std::string(last_lines(end->out + end->err, 10)) : std::string();
  }

  Result<void> remove(const ComposeRun& project, const std::vector<std::string>& images) override {
    Result<void> gone;
    for (int attempt = 0; attempt < tries_to_remove; ++attempt) {
      if (attempt > 0) std::this_thread::sleep_for(between_tries);
      gone = remove_once(project, images);
      if (gone) return gone;
    }
    return gone;
  }

 private:
  Words compose(Words rest) const {
    Words words = tools_.compose;
    words.insert(words.end(), rest.begin(), rest.end());
    return words;
  }
  Words of(const ComposeRun& project, Words rest) const {
    Words words = compose({"-p", project.name, "-f", project.file});
    words.insert(words.end(), rest.begin(), rest.end());
    return words;
  }

  Result<ProcessEnd> run(const Words& words, std::chrono::seconds most_time,
                         const std::string& folder = {},
                         const std::atomic<bool>* stop = &Interruption::asked()) const {
    Result<ProcessEnd> end = run_to_end(words, {.environment = tools_.environment,
                                                .directory = folder,
                                                .most_time = most_time,
                                                .stop = stop});
    if (!end || end->status == 0) return end;
    // Compose shows a build on one and what failed on the other.
    const std::string all = end->out + "\n" + end->err;
    const std::string said(last_lines(all, 20));
    return fail(said.empty() ? words.front() + " failed" : said);
  }

  static Result<void> done(const Result<ProcessEnd>& end) {
    if (!end) return std::unexpected(end.error());
    return {};
  }

  // What a command of the engine lists that belongs to a project, one word a line.
  Result<Words> list(Words command, const std::string& project,
                     const std::atomic<bool>* stop = &Interruption::asked()) const {
    command.insert(command.begin(), tools_.engine);
    command.push_back("--filter=label=com.docker.compose.project=" + project);
    const Result<ProcessEnd> end = run(command, for_a_question, {}, stop);
    if (!end) return std::unexpected(end.error());
    Words words;
    for (const std::string_view line : split(trim(end->out), '\n')) {
      if (!line.empty()) words.emplace_back(line);
    }
    return words;
  }

  // The next look shows what they say.
  void ask_health(const Words& containers) {
    const auto now = std::chrono::steady_clock::now();
    if (now - health_asked_at_ < between_health_checks) return;
    health_asked_at_ = now;
    for (const std::string& id : containers) {
      static_cast<void>(run({tools_.engine, "healthcheck", "run", id}, for_a_question));
    }
  }

  static ContainerState state_of(const std::vector<std::string_view>& said) {
    ContainerState state;
    state.service = said[1];
    state.status = said[2];
    state.exit_code = static_cast<int>(parse_int(said[3]).value_or(-1));
    state.out_of_memory = said[4] == "true";
    state.started_at = said[6];
    state.health = said[7];
    std::set<std::string> named;
    for (const std::string_view port : split(said[8], ' ')) named.emplace(port);
    const int pid = static_cast<int>(parse_int(said[5]).value_or(0));
    if (const auto ports = listening_ports(pid, said[0])) {
      state.ports = without_chosen_ports(*ports, named);
      state.knows_ports = true;
    }
    return state;
  }

  // An interruption does not end what removes. Everything is asked for by its label as well: where
  // the project's file does not help any more, what was made for it still has its name.
  Result<void> remove_once(const ComposeRun& project, const std::vector<std::string>& images) {
    static_cast<void>(run(of(project, {"down", "--volumes", "--remove-orphans", "--timeout=0"}),
                          for_removing, project.folder, nullptr));
    Result<void> gone = remove_listed({"ps", "--all", "--quiet", "--no-trunc"},
                                      {"rm", "--force", "--volumes"}, project.name);
    if (gone) gone = remove_listed({"volume", "ls", "--quiet"}, {"volume", "rm"}, project.name);
    if (gone) gone = remove_listed({"network", "ls", "--quiet"}, {"network", "rm"}, project.name);
    if (!gone) return gone;
    for (const std::string& image : images) {
      // It may not have been built.
      static_cast<void>(
          run({tools_.engine, "image", "rm", "--force", image}, for_a_question, {}, nullptr));
    }
    return {};
  }

  Result<void> remove_listed(const Words& listing, const Words& removing,
                             const std::string& project) const {
    const Result<Words> found = list(listing, project, nullptr);
    if (!found) return std::unexpected(found.error());
    if (found->empty()) return {};
    Words words = removing;
    words.insert(words.begin(), tools_.engine);
    words.insert(words.end(), found->begin(), found->end());
    return done(run(words, for_removing, {}, nullptr));
  }

  const ComposeTools tools_;
  const std::chrono::seconds most_time_;
  std::chrono::steady_clock::time_point health_asked_at_;
};

}  // namespace

Result<std::unique_ptr<ComposeEngine>> local_compose_engine(std::chrono::seconds most_time) {
  Result<ComposeTools> tools = local_compose_tools();
  if (!tools) return std::unexpected(tools.error());
  return std::make_unique<CommandEngine>(std::move(*tools), most_time);
}

}  // namespace boltseal
