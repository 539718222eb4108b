#include "repair/proof.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <thread>
#include <utility>

#include "base/interruption.h"
#include "base/process.h"
#include "base/text.h"
#include "check/discover.h"
#include "repair/isolation.h"
#include "repair/running.h"
#include "repair/trial_tree.h"
#include "sources/compose/file_set.h"
#include "sources/source.h"

namespace boltseal {
namespace {

using Clock = std::chrono::steady_clock;
using States = std::map<std::string, ServiceState>;

constexpr std::size_t most_projects = 8;

// How many times as long as usual nothing moves before something counts as worse.
constexpr int patience = 4;

/// The files of one Compose project, absolute, the base first.
using ComposeFiles = std::vector<std::string>;

// Those that a person who starts Compose in the folder gets, and those that were named.
std::vector<ComposeFiles> projects_below(const std::vector<std::string>& paths) {
  const DiskFiles files;
  std::vector<ComposeFiles> projects;
  for (const Discovered::Candidate& candidate : discover(paths).files) {
    const std::string path = real_path(candidate.path);
    const compose::FileRole role = compose::role_of(path);
    if (role.kind == compose::FileRole::Kind::base && compose::base_beside(path, files) == path) {
      projects.push_back({path});
      const std::string override_file = compose::override_beside(path, files);
      if (!override_file.empty()) projects.back().push_back(override_file);
    } else if (candidate.named && role.kind != compose::FileRole::Kind::override_file) {
      const Result<std::string> text = files.read(path);
      if (text && compose::looks_like_compose(*text)) projects.push_back({path});
    }
  }
  return projects;
}

// What became of one side of a comparison.
struct Trial {
  States states;
  std::map<std::string, std::string> said;  // by service that does not work
  std::string start_error;
  std::optional<ProcessEnd> command;
};

class Prover {
 public:
  Prover(const Repairs& repairs, const ProofOptions& options, const EngineFinder& find_engine)
      : repairs_(repairs), options_(options), find_engine_(find_engine) {}

  Proof run() {
    const Result<void> done = run_all();
    if (!done) {
      proof_.reason = done.error().path.empty() ? done.error().message
                                                : done.error().path + ": " + done.error().message;
      if (!done.error().remedy.empty()) proof_.reason += "; " + done.error().remedy;
      proof_.outcome = Proof::Outcome::open;
    }
    return std::move(proof_);
  }

 private:
  Result<void> run_all() {
    Result<TrialTree> tree = TrialTree::make(options_.paths, repairs_);
    if (!tree) return std::unexpected(tree.error());
    tree_ = &*tree;
    say("copying " + tree_->root());
    if (auto done = tree_->renew(false); !done) {
      done.error().remedy = "name the folder of the project";
      return done;
    }
    for (const RepairedFile& file : repairs_.files) uncovered_.insert(real_path(file.path));
    const std::vector<ComposeFiles> projects = projects_below(options_.paths);
    if (projects.size() > most_projects) {
      return fail("there are " + std::to_string(projects.size()) + " Compose projects", {}, {},
                  "name those that are to be run, " + std::to_string(most_projects) + " at most");
    }
    if (!projects.empty()) {
      Result<std::unique_ptr<ComposeEngine>> engine = find_engine_();
      if (!engine) return std::unexpected(engine.error());
      engine_ = std::move(*engine);
      proof_.engine = engine_->description();
    }
    bool any = false;
    for (const ComposeFiles& files : projects) {
      const Result<bool> ran = prove_project(files);
      if (!ran) return std::unexpected(ran.error());
      any = any || *ran;
      if (!broken_command_) return broken_command_;
    }
    if (!any && !options_.command.empty()) {
      if (const auto done = prove_command(); !done) return done;
    } else if (!any) {
      return fail(projects.empty() ? "there is no Compose file to start it with"
                                   : "no Compose project depends on what would be repaired",
                  {}, {}, "--prove=CMD names a command that tells whether it works");
    }
    if (options_.command.empty()) {
      for (const RepairedFile& file : repairs_.files) {
        if (uncovered_.contains(real_path(file.path))) proof_.uncovered.push_back(file.path);
      }
    }
    proof_.outcome = proof_.worse.empty() ? Proof::Outcome::holds : Proof::Outcome::worse;
    if (proof_.worse.empty() && any && proof_.working == 0 && options_.command.empty()) {
      return fail("no service works before the repair, so there is nothing to compare");
    }
    return {};
  }

  void say(const std::string& what) const {
    if (options_.progress) options_.progress(what);
  }

  // False when the repairs do not concern it.
  Result<bool> prove_project(const ComposeFiles& files) {
    const std::string folder = directory_of(files.front());
    const std::string name = tree_->root() == folder ? base_name_of(files) : files.front();
    if (const auto done = tree_->renew(false); !done) return std::unexpected(done.error());
    const Result<std::string> text_before = configuration(files);
    if (!text_before) return std::unexpected(text_before.error());
    if (const auto done = tree_->set(true); !done) return std::unexpected(done.error());
    const Result<std::string> text_after = configuration(files);
    if (!text_after) return std::unexpected(text_after.error());
    if (const auto done = tree_->set(false); !done) return std::unexpected(done.error());
    const ComposeRun project{.name = fresh_name(),
                             .folder = tree_->in_copy(folder),
                             .file = tree_->beside("isolated.yaml")};
    const Result<IsolatedProject> before = isolated(*text_before, project);
    if (!before) return std::unexpected(before.error());
    const Result<IsolatedProject> after = isolated(*text_after, project);
    if (!after) return std::unexpected(after.error());
    if (!concerns(*after, *text_before != *text_after) && options_.command.empty()) return false;

    const Result<Trial> old_way = try_out(*before, project, name + ", as it is", nullptr);
    if (!old_way) return std::unexpected(old_way.error());
    if (const auto done = tree_->renew(true); !done) return std::unexpected(done.error());
    const Result<IsolatedProject> again = isolated(*text_after, project);  // new stand-ins
    if (!again) return std::unexpected(again.error());
    const Result<Trial> new_way = try_out(*again, project, name + ", repaired", &old_way->states);
    for (const auto& [path, what] : tree_->stand_ins()) {
      proof_.stand_ins.push_back(what + (what == "a copy" ? " of " : " for ") + path);
    }
    if (!new_way) return std::unexpected(new_way.error());
    for (const auto& [service, rights] : before->withheld) {
      proof_.withheld.push_back(service + ": " + join({rights.begin(), rights.end()}, ", "));
    }
    if (proof_.worse.empty()) compare(*before, *again, *old_way, *new_way);
    return true;
  }

  static std::string base_name_of(const ComposeFiles& files) {
    return std::string(base_name(files.front()));
  }

  Result<std::string> configuration(const ComposeFiles& files) {
    std::vector<std::string> copies;
    for (const std::string& file : files) copies.push_back(tree_->in_copy(file));
    Result<std::string> text = engine_->configuration(directory_of(copies.front()), copies);
    if (!text) proof_.said = text.error().message;
    if (!text) return fail("Compose does not take " + files.front());
    return text;
  }

  Result<IsolatedProject> isolated(const std::string& configuration, const ComposeRun& project) {
    const IsolationOptions options{
        .name = project.name,
        .outside = options_.outside,
        .mounted_from = [&](const std::string& path) { return tree_->mounted_from(path); },
        .built_from = [&](const std::string& path) { return tree_->built_from(path); }};
    return isolate(configuration, options);
  }

  // Nothing else on the engine has this name, also when we run in a container of our own.
  static std::string fresh_name() {
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    return "boltseal-proof-" + std::to_string(::getpid()) + "-" +
           std::to_string(now % 1'000'000'000);
  }

  // Whether the repairs change what the project runs; takes what it runs out of the uncovered.
  bool concerns(const IsolatedProject& project, bool has_changed) {
    std::set<std::string> read;
    for (const std::string& path : project.read) read.insert(tree_->on_host(path));
    bool any = has_changed;
    for (const RepairedFile& file : repairs_.files) {
      const std::string path = real_path(file.path);
      const Source* const source = recognize(path, file.after);
      const bool is_compose = source != nullptr && source->name == "compose";
      const bool is_read = std::ranges::any_of(read, [&](const std::string& each) {
        return path == each || path.starts_with(each + "/");
      });
      if (!is_read && !(is_compose && has_changed)) continue;
      any = true;
      uncovered_.erase(path);
    }
    return any;
  }

  Result<Trial> try_out(const IsolatedProject& project, const ComposeRun& run,
                        const std::string& name, const States* before) {
    Result<Trial> trial = start_and_look(project, run, name, before);
    say("removing " + name);
    std::vector<std::string> images;
    for (const auto& [service, image] : project.images) images.push_back(image);
    if (const auto gone = engine_->remove(run, images); !gone) {
      proof_.left.push_back("whatever has the label com.docker.compose.project=" + run.name + ": " +
                            gone.error().message);
    }
    if (Interruption::asked()) return fail("it was interrupted");
    return trial;
  }

  // `before`: what is to be compared with; null for what it will be.
  Result<Trial> start_and_look(const IsolatedProject& project, const ComposeRun& run,
                               const std::string& name, const States* before) {
    if (const auto written = write(run.file, project.file); !written) {
      return std::unexpected(written.error());
    }
    Trial trial;
    for (const auto& [service, image] : project.images) {
      say("building " + service + " of " + name);
      const Result<void> built = engine_->build(run, service);
      if (built) continue;
      if (before == nullptr || Interruption::asked()) {
        proof_.said = built.error().message;
        return fail("the image of " + service + " does not build, as it is");
      }
      proof_.worse.push_back(
          {service, "built before; repaired it does not", built.error().message});
      return trial;
    }
    say("starting " + name);
    if (const auto started = engine_->start(run); !started) {
      trial.start_error = last_lines(started.error().message, 3);
    }
    Result<States> states = settle(project, run, before);
    if (!states) return std::unexpected(states.error());
    trial.states = std::move(*states);
    for (const auto& [service, state] : trial.states) {
      if (!state.works()) trial.said[service] = engine_->last_words(run, service);
    }
    if (options_.command.empty()) return trial;
    say("running the command with " + name);
    const std::array<std::pair<std::string, std::string>, 2> environment = {
        std::pair{"COMPOSE_PROJECT_NAME", run.name}, {"COMPOSE_FILE", run.file}};
    Result<ProcessEnd> end = command(environment);
    if (!end) return std::unexpected(end.error());
    trial.command = std::move(*end);
    return trial;
  }

  // It holds what `config` expanded, passwords too.
  static Result<void> write(const std::string& path, const std::string& text) {
    static_cast<void>(::unlink(path.c_str()));
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor >= 0) ::close(descriptor);
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) return fail("cannot be written", path);
    return {};
  }

  // Waits until nothing moves any more, or the time is over.
  Result<States> settle(const IsolatedProject& project, const ComposeRun& run,
                        const States* before) {
    const auto end = Clock::now() + options_.most_time;
    auto quiet_since = Clock::now();
    std::map<std::string, std::pair<std::string, Clock::time_point>> starts;  // by service
    std::vector<ContainerState> last;
    for (bool is_first = true;; is_first = false) {
      Result<std::vector<ContainerState>> now = engine_->look(run);
      if (!now) {
        proof_.said = now.error().message;
        return fail("the engine does not answer any more");
      }
      std::ranges::sort(*now, {}, &ContainerState::service);
      const auto time = Clock::now();
      if (is_first || *now != last) quiet_since = time;
      bool moves = false;
      for (const ContainerState& container : *now) {
        moves = moves || container.health == "starting" || container.status == "restarting";
        auto& [start, at] = starts[container.service];
        if (start != container.started_at) {
          at = start.empty() ? Clock::time_point() : time;
          start = container.started_at;
        }
      }
      last = std::move(*now);
      std::set<std::string> restless;
      for (const auto& [service, start] : starts) {
        if (time - start.second < options_.quiet) restless.insert(service);
      }
      States states = states_of(project.services, last, restless);
      // A database that makes its first tables may do so in silence; what has ended has ended.
      const bool is_final = std::ranges::none_of(states, [&](const auto& each) {
        const auto& [service, is] = each;
        if (before == nullptr || is.standing == ServiceState::Standing::failed) return false;
        const auto was = before->find(service);
        return was != before->end() && !boltseal::worse(was->second, is).empty();
      });
      const auto quiet = is_final ? options_.quiet : patience * options_.quiet;
      if ((!moves && time - quiet_since >= quiet) || time >= end) return states;
      if (Interruption::asked()) return fail("it was interrupted");
      std::this_thread::sleep_for(options_.between_looks);
    }
  }

  void compare(const IsolatedProject& before, const IsolatedProject& after, const Trial& old_way,
               const Trial& new_way) {
    for (const auto& [service, is] : new_way.states) {
      const auto found = old_way.states.find(service);
      ServiceState was = found == old_way.states.end() ? ServiceState{} : found->second;
      // What it may have lost by the repair it had not here: it counts as having worked.
      const bool is_assumed = !was.works() && loses_rights(service, before, after);
      if (is_assumed) was.standing = ServiceState::Standing::running;
      const std::string why = boltseal::worse(was, is);
      if (!why.empty()) {
        const std::string earlier = is_assumed ? "" : describe_earlier(was) + " before; ";
        proof_.worse.push_back(
            {service, earlier + "repaired it " + why, words_of(service, new_way)});
      } else if (is.works()) {
        ++proof_.working;
      } else {
        proof_.broken.push_back({service, describe(was), words_of(service, old_way)});
      }
    }
    compare_commands(old_way.command, new_way.command);
  }

  static std::string describe_earlier(const ServiceState& was) {
    switch (was.standing) {
      case ServiceState::Standing::healthy: return "was healthy";
      case ServiceState::Standing::running: return "ran";
      default: return describe(was);
    }
  }

  static std::string words_of(const std::string& service, const Trial& trial) {
    const auto said = trial.said.find(service);
    if (said != trial.said.end() && !said->second.empty()) return said->second;
    return trial.states.at(service).standing == ServiceState::Standing::missing ? trial.start_error
                                                                                : std::string();
  }

  static bool loses_rights(const std::string& service, const IsolatedProject& before,
                           const IsolatedProject& after) {
    const auto had = before.withheld.find(service);
    if (had == before.withheld.end()) return false;
    const auto has = after.withheld.find(service);
    return has == after.withheld.end() || !std::ranges::includes(has->second, had->second);
  }

  Result<ProcessEnd> command(std::span<const std::pair<std::string, std::string>> environment) {
    const std::array<std::string, 3> words = {"sh", "-c", options_.command};
    Result<ProcessEnd> end = run_to_end(words, {.environment = environment,
                                                .directory = tree_->in_copy(tree_->root()),
                                                .most_time = options_.most_time,
                                                .stop = &Interruption::asked()});
    if (!end) end.error().message = "the command " + end.error().message.substr(3);
    return end;
  }

  Result<void> prove_command() {
    say("running the command, as it is");
    const Result<ProcessEnd> before = command({});
    if (!before) return std::unexpected(before.error());
    if (const auto done = tree_->renew(true); !done) return done;
    say("running the command, repaired");
    const Result<ProcessEnd> after = command({});
    if (!after) return std::unexpected(after.error());
    compare_commands(*before, *after);
    return broken_command_;
  }

  void compare_commands(const std::optional<ProcessEnd>& before,
                        const std::optional<ProcessEnd>& after) {
    if (!before || !after) return;
    const auto said = [](const ProcessEnd& end) { return end.err.empty() ? end.out : end.err; };
    if (before->status != 0) {
      proof_.said = said(*before);
      broken_command_ = fail("the command ends with exit code " + std::to_string(before->status) +
                             " before the repair too");
    } else if (after->status != 0) {
      proof_.worse.push_back(
          {"the command", "ended with exit code " + std::to_string(after->status), said(*after)});
    }
  }

  const Repairs& repairs_;
  const ProofOptions& options_;
  const EngineFinder& find_engine_;
  Proof proof_;
  TrialTree* tree_ = nullptr;
  std::unique_ptr<ComposeEngine> engine_;
  std::set<std::string> uncovered_;
  Result<void> broken_command_;
};

}  // namespace

Proof prove(const Repairs& repairs, const ProofOptions& options, const EngineFinder& find_engine) {
  return Prover(repairs, options, find_engine).run();
}

}  // namespace boltseal
