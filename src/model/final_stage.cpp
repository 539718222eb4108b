#include "model/final_stage.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "model/python_environment.h"

namespace boltseal {
namespace {

using Manager = PackageCommand::Manager;

std::unexpected<std::string> refuse(std::string why) { return std::unexpected(std::move(why)); }

// Whether ENV sets only variables that nobody but the tools looks at, while they build.
bool is_for_building(const Instruction& environment) {
  static constexpr std::array<std::string_view, 14> names = {
      "CGO_ENABLED", "GO111MODULE", "GOARCH",     "GOBIN",      "GOFLAGS",
      "GOOS",        "GOPATH",      "GOPRIVATE",  "GOPROXY",    "GOSUMDB",
      "MAVEN_OPTS",  "RUSTFLAGS",   "CARGO_HOME", "GRADLE_OPTS"};
  return !environment.arguments.empty() &&
         std::ranges::all_of(environment.arguments, [](const Item& item) {
           const std::string_view text = item.text.bytes();
           return std::ranges::find(names, text.substr(0, text.find('='))) != names.end();
         });
}

// Files and folders that a language's own tools read and its programs do not.
bool is_source(Language language, std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  if (path.starts_with("./")) path.remove_prefix(2);
  const std::string_view name = base_name(path);
  const auto ends = [&](auto... endings) { return (name.ends_with(endings) || ...); };
  const auto is = [&](auto... names) { return ((path == names) || ...); };
  switch (language) {
    case Language::c:
      return ends(".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".hh", "Makefile", "CMakeLists.txt") ||
             is("src", "include");
    case Language::go:
      return ends(".go", "go.mod", "go.sum", "go.*", "go.mod*") ||
             is("cmd", "internal", "pkg", "vendor");
    case Language::rust:
      return ends(".rs", "Cargo.toml", "Cargo.lock", "Cargo.*") || is("src", "benches", ".cargo");
    case Language::java:
      return ends(".java", "pom.xml", "mvnw", "gradlew", ".gradle", ".gradle.kts",
                  "gradle.properties") ||
             is("src", ".mvn", "gradle");
    case Language::node: return false;
    case Language::python:
      return name.starts_with("requirements") || ends("setup.py", "setup.cfg", "constraints.txt");
  }
  return false;
}

class Writer {
 public:
  Writer(const BuildSteps& steps, StageCopies& copies, const RuntimeBase& base,
         std::string_view builder, Rewriting& rewriting)
      : steps_(steps), copies_(copies), base_(base), builder_(builder), rewriting_(rewriting) {}

  std::expected<FinalStage, std::string> write() {
    describe();
    for (const NeededPackages& needed : steps_.packages) {
      if (needed.step < steps_.split) install(needed);
    }
    for (const BuildStep& step : steps_.before_split()) {
      const Instruction& each = *step.instruction;
      if (each.name == "COPY" || each.name == "ADD") repeat_copy(step);
      if (each.name == "RUN") repeat_preparation(step);
    }
    if (steps_.language() == Language::python) {
      emit(std::string(environment_path));
      made_.changes_environment = true;
    }
    if (!trouble_.empty()) return refuse(trouble_);
    if (copies_.owners().size() > 1) return refuse("its files belong to several users");
    enter(steps_.last_building().folder);
    copy();
    if (!trouble_.empty()) return refuse(trouble_);
    for (const std::string& line : afterwards_) emit(line);
    const bool user_follows = std::ranges::any_of(
        steps_.behind_split(), [](const auto& step) { return step.instruction->name == "USER"; });
    const Instruction* const user = steps_.user_of_building();
    if (user != nullptr && !user_follows) emit(std::string(written_at(user->origin)));
    return std::move(made_);
  }

 private:
  void emit(std::string line) { made_.lines.push_back(std::move(line)); }

  void enter(const std::string& folder) {
    if (folder == entered_) return;
    emit("WORKDIR " + folder);
    entered_ = folder;
  }

  void describe() {
    std::string mentions =
        steps_.stage().from.file->text.substr(steps_.last_building().instruction->origin.span.end);
    for (const BuildStep& step : steps_.before_split()) {
      const Instruction& each = *step.instruction;
      if (each.name == "ENV" || each.name == "COPY" || each.name == "ADD" ||
          describes_image(each)) {
        mentions += written_at(each.origin);
      }
    }
    for (const BuildStep& step : steps_.before_split()) {
      const Instruction& each = *step.instruction;
      if (each.name == "ARG" && is_mentioned(each, mentions)) {
        emit(std::string(written_at(each.origin)));
      } else if (each.name == "ENV" && is_for_building(each)) {
        made_.changes_environment = true;
      } else if (each.name == "ENV") {
        emit(std::string(written_at(each.origin)));
      } else if (describes_image(each)) {
        const std::string taken = rewriting_.take_lines(each.origin);
        for (const std::string_view line : split(taken, '\n')) emit(std::string(line));
      }
    }
  }

  void install(const NeededPackages& step) {
    const std::vector<std::string> packages = steps_.needed_of(step);
    if (packages.empty()) return;
    if (step.manager == Manager::apk) return emit("RUN apk add --no-cache " + join(packages, " "));
    emit("RUN apt-get update && apt-get install -y " +
         std::string(step.recommends ? "" : "--no-install-recommends ") + join(packages, " ") +
         " && rm -rf /var/lib/apt/lists/*");
  }

  void repeat_copy(const BuildStep& step) {
    const Instruction& copy = *step.instruction;
    const auto target = steps_.path_of(copy.arguments.back());
    if (!target) {
      trouble_ = "the folder " + target.error();
      return;
    }
    if (copies_.is_kept(absolute(step.folder, *target))) return copies_.add_owner_of(copy);
    bool only_sources = copies_context(copy);
    for (std::size_t at = 0; at + 1 < copy.arguments.size(); ++at) {
      only_sources = only_sources && is_source(steps_.language(), copy.arguments[at].text.bytes());
    }
    if (only_sources) return;
    if (!target->starts_with('/')) enter(step.folder);
    emit(std::string(written_at(copy.origin)));
  }

  void repeat_preparation(const BuildStep& step) {
    std::string line;
    for (const auto& [command, folder] : step.preparing) {
      const std::string program(command->program());
      if (is_of_files(*command)) {
        const std::vector<std::string> paths = paths_of(*command, folder);
        if (copies_.do_work_of(*command, folder)) {
          if (program == "chown") note_chown(*command, paths);
          continue;
        }
        if (std::ranges::any_of(paths, [&](const auto& path) { return copies_.is_kept(path); })) {
          trouble_ = "`" + program + "` is about files of both stages";
        }
        if (folder != step.folder) trouble_ = "`" + program + "` runs in another folder";
        // A source that the second stage does not have.
        if (program != "mkdir" && program != "ln" && step.builds) {
          trouble_ = "`" + program + "` is about files of the build";
        }
        enter(step.folder);
      } else if (steps_.language() == Language::java) {
        trouble_ = "which users " + base_.runtime + " has already is not known";
      }
      line += (line.empty() ? "RUN " : " && ") + std::string(written_at(command->origin));
    }
    if (!line.empty()) emit(line);
  }

  // What is copied belongs to root; a folder that was there before keeps its owner.
  void note_chown(const ShellCommand& command, const std::vector<std::string>& paths) {
    std::vector<std::string_view> words;
    for (std::size_t at = 1; at < command.words.size(); ++at) {
      const std::string_view word = command.words[at].text.bytes();
      if (!word.starts_with('-')) words.push_back(word);
    }
    if (words.empty() || words.front().find('$') != std::string_view::npos) {
      trouble_ = "whom its files belong to is not known";
      return;
    }
    const std::string owner(words.front());
    copies_.add_owner(owner);
    for (const std::string& path : paths) afterwards_.push_back("RUN chown " + owner + " " + path);
  }

  void copy() {
    const std::string copy = "COPY --from=" + std::string(builder_);
    if (base_.lacks_certificates) {
      emit(copy + " /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/");
    }
    // Where Go's own library looks for time zones, which these images have not.
    if (steps_.language() == Language::go && steps_.toolchain().language == Language::go &&
        (base_.runtime.starts_with("alpine") || base_.runtime.starts_with("debian:trixie"))) {
      emit(copy + " /usr/local/go/lib/time/zoneinfo.zip /usr/local/go/lib/time/");
    }
    const auto& owners = copies_.owners();
    const std::string owner = owners.empty() ? "" : " --chown=" + *owners.begin();
    for (const auto& [from, to] : copies_.all()) {
      if ((from + to).find_first_of(" \t\"'$[]*?\\") != std::string::npos) {
        trouble_ = "the name of " + from + " has characters that mean something in COPY";
        return;
      }
      emit(copy + owner + " " + from + " " + to);
    }
  }

  const BuildSteps& steps_;
  StageCopies& copies_;
  const RuntimeBase& base_;
  std::string_view builder_;
  Rewriting& rewriting_;
  FinalStage made_;
  std::vector<std::string> afterwards_;  // lines behind the copies
  std::string entered_ = "/", trouble_;
};

}  // namespace

std::expected<FinalStage, std::string> final_stage(const BuildSteps& steps, StageCopies& copies,
                                                   const RuntimeBase& base,
                                                   std::string_view builder, Rewriting& rewriting) {
  return Writer(steps, copies, base, builder, rewriting).write();
}

}  // namespace boltseal
