#include "engines/command_engine.h"

#include <array>
#include <cstdlib>
#include <span>
#include <string_view>
#include <thread>
#include <utility>

#include "base/interruption.h"
#include "base/process.h"
#include "base/text.h"
#include "engines/listening_ports.h"

namespace boltseal {
namespace {

using Words = std::vector<std::string>;

struct Tools {
  std::string_view engine_name;
  std::string_view engine;  ///< A program.
  std::string_view compose_program;
  std::string_view compose_command;  ///< Behind it; empty: none.
};

constexpr std::array tools = {
    Tools{"Docker", "docker", "docker", "compose"},
    Tools{"Docker", "docker", "docker-compose", ""},
    Tools{"Podman", "podman", "podman", "compose"},
    Tools{"Podman", "podman", "podman-compose", ""},
};

constexpr std::chrono::seconds for_a_question = std::chrono::seconds(20);
constexpr std::chrono::seconds for_removing = std::chrono::seconds(60);
// systemd starts a dockerd that died again after two seconds.
constexpr int tries_to_remove = 3;
constexpr std::chrono::seconds between_tries = std::chrono::seconds(3);

// What `inspect` is asked of a container, in one line. Neither engine's own JSON is needed then,
// which differs.
constexpr std::string_view questions =
    "{{.ID}}\t{{index .Config.Labels \"com.docker.compose.service\"}}\t{{.State.Status}}\t"
    "{{.State.ExitCode}}\t{{.State.OOMKilled}}\t{{.State.Pid}}\t{{.State.StartedAt}}\t"
    "{{with .State.Health}}{{.Status}}{{end}}\t"
    "{{range $port, $_ := .Config.ExposedPorts}}{{$port}} {{end}}";
constexpr std::size_t answers = 9;

class CommandEngine final : public ComposeEngine {
 public:
  CommandEngine(const Tools& found, std::string description, std::chrono::seconds most_time)
      : tools_(found), description_(std::move(description)), most_time_(most_time) {}

  std::string description() const override { return description_; }

  Result<std::string> configuration(const std::string& folder,
                                    const std::vector<std::string>& files) override {
    Words words = compose({"--project-directory", folder});
    if (tools_.compose_program == "podman-compose") words = compose({});  // it knows no such flag
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
    Words words = {std::string(tools_.engine), "inspect", "--type=container",
                   "--format=" + std::string(questions)};
    words.insert(words.end(), ids->begin(), ids->end());
    const Result<ProcessEnd> end = run(words, for_a_question);
    if (!end) return std::unexpected(end.error());
    for (const std::string_view line : split(end->out, '\n')) {
      const std::vector<std::string_view> said = split(line, '\t');  // the last may be empty
      if (said.size() == answers) states.push_back(state_of(said));
    }
    return states;
  }

  std::string last_words(const ComposeRun& project, const std::string& service) override {
    const Result<Words> ids =
        list({"ps", "--all", "--quiet", "--filter=label=com.docker.compose.service=" + service},
             project.name);
    if (!ids || ids->empty()) return {};
    const Result<ProcessEnd> end =
        run({std::string(tools_.engine), "logs", "--tail=10", ids->front()}, for_a_question);
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
    Words words = {std::string(tools_.compose_program)};
    if (!tools_.compose_command.empty()) words.emplace_back(tools_.compose_command);
    words.insert(words.end(), rest.begin(), rest.end());
    return words;
  }
  Words of(const ComposeRun& project, Words rest) const {
    Words words = compose({"-p", project.name, "-f", project.file});
    words.insert(words.end(), rest.begin(), rest.end());
    return words;
  }

  static Result<ProcessEnd> run(const Words& words, std::chrono::seconds most_time,
                                const std::string& folder = {},
                                const std::atomic<bool>* stop = &Interruption::asked()) {
    // What the user set for a project of his own names files that are not this one's.
    const std::array<std::pair<std::string, std::string>, 4> environment = {
        std::pair{"COMPOSE_FILE", ""},
        {"COMPOSE_PROJECT_NAME", ""},
        {"COMPOSE_PROFILES", ""},
        {"COMPOSE_REMOVE_ORPHANS", ""}};
    Result<ProcessEnd> end = run_to_end(
        words,
        {.environment = environment, .directory = folder, .most_time = most_time, .stop = stop});
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
    command.insert(command.begin(), std::string(tools_.engine));
    command.push_back("--filter=label=com.docker.compose.project=" + project);
    const Result<ProcessEnd> end = run(command, for_a_question, {}, stop);
    if (!end) return std::unexpected(end.error());
    Words words;
    for (const std::string_view line : split(trim(end->out), '\n')) {
      if (!line.empty()) words.emplace_back(line);
    }
    return words;
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
      static_cast<void>(run({std::string(tools_.engine), "image", "rm", "--force", image},
                            for_a_question, {}, nullptr));
    }
    return {};
  }

  Result<void> remove_listed(const Words& listing, const Words& removing,
                             const std::string& project) const {
    const Result<Words> found = list(listing, project, nullptr);
    if (!found) return std::unexpected(found.error());
    if (found->empty()) return {};
    Words words = removing;
    words.insert(words.begin(), std::string(tools_.engine));
    words.insert(words.end(), found->begin(), found->end());
    return done(run(words, for_removing, {}, nullptr));
  }

  const Tools& tools_;
  const std::string description_;
  const std::chrono::seconds most_time_;
};

std::string first_line(std::string_view text) {
  text = trim(text);
  return std::string(text.substr(0, text.find('\n')));
}

Result<std::string> ask(const Words& words) {
  const Result<ProcessEnd> end =
      run_to_end(words, {.most_time = for_a_question, .stop = &Interruption::asked()});
  if (!end) return std::unexpected(end.error());
  if (end->status != 0) return fail(first_line(end->err.empty() ? end->out : end->err));
  return first_line(end->out);
}

// Where the engine is that the command line talks to; what is mounted stands on its machine.
bool is_local(const Tools& found) {
  if (found.engine == "podman") {
    const auto remote = ask({"podman", "info", "--format={{.Host.ServiceIsRemote}}"});
    return !remote || *remote != "true";
  }
  const auto host = ask({"docker", "context", "inspect", "--format={{.Endpoints.docker.Host}}"});
  return !host || host->starts_with("unix://");
}

}  // namespace

Result<std::unique_ptr<ComposeEngine>> local_compose_engine(std::chrono::seconds most_time) {
  std::string why;
  for (const Tools& candidate : tools) {
    const std::string engine(candidate.engine);
    const std::string format =
        engine == "docker" ? "--format={{.Server.Version}}" : "--format={{.Version}}";
    const Result<std::string> version = ask({engine, "version", format});
    if (!version) {
      // "docker cannot be started: No such file or directory" says less than what an engine says.
      if (why.empty() || why.find("cannot be started") != std::string::npos) {
        why = version.error().message;
      }
      continue;
    }
    Words compose = {std::string(candidate.compose_program)};
    if (!candidate.compose_command.empty()) compose.emplace_back(candidate.compose_command);
    compose.emplace_back("version");
    if (candidate.compose_program != "podman-compose") compose.emplace_back("--short");
    const Result<std::string> composed = ask(compose);
    if (!composed) {
      why = std::string(candidate.engine_name) +
            " runs, but Compose does not: " + composed.error().message;
      continue;
    }
    if (!is_local(candidate)) {
      return fail(std::string(candidate.engine_name) + " runs on another machine", {}, {},
                  "unset DOCKER_HOST, or choose a local context");
    }
    return std::make_unique<CommandEngine>(
        candidate,
        std::string(candidate.engine_name) + " " + *version + " with Compose " + *composed,
        most_time);
  }
  return fail("no container engine with Compose answers" + (why.empty() ? "" : ": " + why));
}

}  // namespace boltseal
