#include "model/two_stages.h"

#include <algorithm>
#include <array>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "model/build_steps.h"
#include "model/image_programs.h"
#include "model/rewrite.h"
#include "model/runtime_base.h"
#include "model/started_program.h"

namespace boltseal {
namespace {

using Manager = PackageCommand::Manager;
using Reason = std::expected<void, std::string>;

std::unexpected<std::string> refuse(std::string why) { return std::unexpected(std::move(why)); }

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// Where Python's packages go, so that they can be copied without the rest of the system.
constexpr std::string_view environment_folder = "/opt/venv";
constexpr std::string_view environment_path = "ENV PATH=\"/opt/venv/bin:$PATH\"";

// Variables that only the tools look at, while they build.
constexpr std::array<std::string_view, 14> for_building = {
    "CGO_ENABLED", "GO111MODULE", "GOARCH",     "GOBIN",      "GOFLAGS",
    "GOOS",        "GOPATH",      "GOPRIVATE",  "GOPROXY",    "GOSUMDB",
    "MAVEN_OPTS",  "RUSTFLAGS",   "CARGO_HOME", "GRADLE_OPTS"};

// Instructions that only describe the image: they go to the stage that becomes it.
bool describes(const Instruction& instruction) {
  static constexpr std::array<std::string_view, 8> names = {
      "CMD", "ENTRYPOINT", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "STOPSIGNAL", "VOLUME"};
  return is_one_of(names, instruction.name);
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

class Splitter {
 public:
  explicit Splitter(const Build& build)
      : build_(build), stage_(build.stages.front()), line_end_(line_end_of(file())) {}

  std::expected<Change, std::string> run() {
    using Method = Reason (Splitter::*)();
    for (const Method method :
         {&Splitter::look_at_base, &Splitter::look_at_start, &Splitter::read_steps,
          &Splitter::find_program, &Splitter::keep_sources, &Splitter::choose_base,
          &Splitter::look_at_rest, &Splitter::write_second_stage}) {
      if (Reason done = (this->*method)(); !done) return std::unexpected(std::move(done.error()));
    }
    return write();
  }

 private:
  std::string_view file() const { return stage_.from.file->text; }

  // --- What there is -------------------------------------------------------

  Reason look_at_base() {
    const Value<ImageReference>& image = stage_.level.facts.get(fact::image);
    if (!image.is_known() || !image->written.is_known()) {
      return refuse("which image it starts from is not known");
    }
    image_ = &*image;
    toolchain_ = toolchain_of(*image_);
    if (toolchain_ == nullptr) {
      return refuse("which small image runs what " + image_->written.bytes() +
                    " builds is not known");
    }
    if (stage_.windows || stage_.level.open) return refuse("a part of the file cannot be read");
    if (stage_.from.file->path != build_.name &&
        build_.name.find(" target ") == std::string::npos) {
      return refuse("it stands inside of another file");
    }
    if (build_.name.find(" target ") != std::string::npos) {
      return refuse("the stage is asked for by its name");
    }
    if (stage_.platform.is_known() &&
        written_at(stage_.platform.origin()).find('$') != std::string_view::npos) {
      return refuse("its platform comes from an argument");
    }
    return {};
  }

  Reason look_at_start() {
    static constexpr std::array<std::string_view, 14> tools = {
        "go",  "cargo",  "make",   "gcc", "g++",  "rustc",   "air",
        "mvn", "reflex", "gradle", "gdb", "mvnw", "gradlew", "javac"};
    started_ = started_program(stage_);
    if (!started_ || !is_one_of(tools, base_name(started_->words.front()))) return {};
    return refuse("it starts " + started_->words.front() +
                  ", so that the tools are needed while it runs");
  }

  Reason read_steps() {
    auto read = BuildSteps::read(stage_, *toolchain_);
    if (!read) return refuse(std::move(read.error()));
    steps_.emplace(std::move(*read));
    language_ = products().language();
    folder_ = steps_->all.back().folder;
    split_folder_ = last_step().folder;
    for (const BuildStep& step : before_split()) {
      if (step.instruction->name == "USER") builder_user_ = step.instruction;
    }
    return {};
  }

  const BuildProducts& products() const { return steps_->products(); }
  const BuildStep& last_step() const { return steps_->all[steps_->split - 1]; }

  // Modules of Python, and what is built by other files than this one, may use any library of the
  // compiler, and in Alpine every program in C++ does. Node's images bring their own.
  std::vector<std::string> needed_of(const NeededPackages& step) const {
    std::vector<std::string> packages = step.packages;
    const bool links = language_ == Language::python || products().is_opaque() ||
                       (step.manager == Manager::apk && language_ != Language::node);
    if (links) packages.insert(packages.begin(), step.of_tools.begin(), step.of_tools.end());
    std::vector<std::string> once;
    for (std::string& package : packages) {
      if (std::ranges::find(once, package) == once.end()) once.push_back(std::move(package));
    }
    return once;
  }

  void install(const NeededPackages& step) {
    const std::vector<std::string> packages = needed_of(step);
    if (packages.empty()) return;
    if (step.manager == Manager::apk) return emit("RUN apk add --no-cache " + join(packages, " "));
    emit("RUN apt-get update && apt-get install -y " +
         std::string(step.recommends ? "" : "--no-install-recommends ") + join(packages, " ") +
         " && rm -rf /var/lib/apt/lists/*");
  }

  // --- What it starts ------------------------------------------------------

  Reason find_program() {
    // What runs on the same image finds everything there but the tools.
    const auto base = runtime_base(*image_, false, true);
    const bool is_script = language_ == Language::python || language_ == Language::node;
    const bool runs_anything = is_script && base && base->is_same;
    if (!started_) return runs_anything ? Reason{} : refuse(started_.error());
    const std::vector<std::string>& words = started_->words;
    const std::string& program = words.front();
    if (language_ == Language::python) {
      if (program.starts_with("/usr/")) {
        return refuse("it starts " + program + " by its path, past any environment");
      }
      return {};
    }
    if (language_ == Language::node) {
      const bool is_known = program == "node" || program == "npm" || program == "yarn";
      if (is_known || runs_anything) return {};
      return refuse("what " + program + " needs while it runs is not known");
    }
    if (language_ == Language::java) return find_classes(words);
    const bool is_path = program.find('/') != std::string::npos;
    const std::string path =
        is_path ? absolute(folder_, program) : products().find_program(program);
    if (path.empty() || !products().built(path)) {
      return refuse("where " + program + ", which it starts, is built is not known from this file");
    }
    std::string to = path;
    // Found through PATH, which the image for building had set.
    if (!is_path && directory_of(path) == toolchain_->programs) to = "/usr/local/bin/" + program;
    copies_.emplace_back(path, to);
    return {};
  }

  // `java -jar FILE`, `java -cp PATH MAIN`.
  Reason find_classes(const std::vector<std::string>& words) {
    if (words.front() != "java") {
      return refuse("it starts " + words.front() + ", which is not the java of every image");
    }
    std::string_view searched = ".";
    bool is_jar = false;
    for (std::size_t at = 1; at < words.size(); ++at) {
      const std::string& word = words[at];
      if (!word.starts_with('-')) {
        if (is_jar) searched = word;
        break;
      }
      if (word == "-jar") is_jar = true;
      if ((word == "-cp" || word == "-classpath" || word == "--class-path") &&
          at + 1 < words.size()) {
        searched = words[++at];
      }
    }
    if (searched.find('$') != std::string_view::npos) return refuse("what java runs is not known");
    for (const std::string_view each : split(searched, ':')) {
      std::string path = absolute(folder_, each);
      if (path.find('*') != std::string::npos) path = directory_of(path);
      // Libraries may lie beside a jar that Maven or Gradle made: its manifest says where.
      if (is_jar && products().built(directory_of(path))) path = directory_of(path);
      if (!products().built(path)) {
        return refuse("where " + std::string(each) +
                      ", which java runs, is built is not known from this file");
      }
      copies_.emplace_back(path, path);
    }
    return {};
  }

  // --- What it runs on -----------------------------------------------------

  bool installs() const {
    return std::ranges::any_of(steps_->packages, [&](const NeededPackages& step) {
      return step.step < steps_->split && !needed_of(step).empty();
    });
  }

  bool needs_shell() const {
    bool needs = installs();
    for (std::size_t at = 0; at < steps_->all.size(); ++at) {
      const Instruction& instruction = *steps_->all[at].instruction;
      if (instruction.name == "RUN") {
        needs |= at >= steps_->split ||
                 std::ranges::any_of(steps_->all[at].preparing, [&](const auto& each) {
                   return each.first->program() == "chown" || !is_done(*each.first, each.second);
                 });
      }
      if (describes(instruction)) needs |= instruction.shell_form;
    }
    return needs;
  }

  Reason choose_base() {
    auto base = runtime_base(*image_, products().is_static(), needs_shell());
    if (!base) return refuse(base.error());
    base_ = std::move(*base);
    const Origin& named = stage_.level.facts.get(fact::image).origin();
    if (named.via != nullptr) {
      if (!base_.is_same) return refuse("the version of its image comes from an argument");
      base_.build = base_.runtime = written_at(named);
    }
    const bool takes_packages = base_.is_same || language_ != Language::java;
    if (!takes_packages && installs()) {
      return refuse("what the packages that it installs are called in " + base_.runtime +
                    " is not known");
    }
    if (toolchain_->only_packages && language_ == Language::java) {
      return refuse("which package of " + base_.runtime +
                    " runs Java without the compiler is not known");
    }
    return check_health();
  }

  // The programs of a health check have to be in the final image as well.
  Reason check_health() const {
    const Value<HealthCheck>& check = stage_.level.facts.get(fact::health_check);
    if (!check.is_known() || check->kind != HealthCheck::Kind::command || base_.is_same) return {};
    const ImageReference runtime = parse_image_reference(base_.runtime);
    bool starts = true;  // whether the next word is a program
    std::string text;
    for (const Text& word : check->test.words) text += word.bytes() + " ";
    for (const std::string_view word : split(text, ' ')) {
      if (word.empty()) continue;
      if (word == "||" || word == "&&" || word == "|" || word == "-c") {
        starts = true;
        continue;
      }
      if (!std::exchange(starts, word.ends_with(';'))) continue;
      const std::string name(base_name(word));
      static constexpr std::array<std::string_view, 6> of_shell = {"exit", "test",  "[",
                                                                   "true", "false", "exec"};
      if (is_one_of(of_shell, name) || (name == "node" && language_ == Language::node) ||
          (name == "java" && language_ == Language::java)) {
        continue;
      }
      if (has_program(runtime, name) == Truth::yes) continue;
      const bool is_built = std::ranges::any_of(
          copies_, [&](const auto& copy) { return base_name(copy.first) == name; });
      if (!is_built) {
        return refuse("its health check starts " + name + ", which " + base_.runtime +
                      " is not known to have");
      }
    }
    return {};
  }

  // --- What goes along -----------------------------------------------------

  bool is_kept(std::string_view path) const {
    return std::ranges::any_of(copies_,
                               [&](const auto& copy) { return is_below(path, copy.first); });
  }

  static bool may_be_copied(std::string_view folder) {
    static constexpr std::array<std::string_view, 14> systems = {
        "/",    "/bin",  "/etc",  "/go",  "/go/src", "/home",      "/lib",
        "/opt", "/root", "/sbin", "/tmp", "/usr",    "/usr/local", "/var"};
    return !is_one_of(systems, folder);
  }

  Reason keep_folder(const std::string& folder) {
    if (!may_be_copied(folder)) {
      return refuse("the sources lie in " + folder +
                    ", beside files of the system; WORKDIR gives them a folder of their own");
    }
    std::erase_if(copies_, [&](const auto& copy) {
      return copy.first == copy.second && is_below(copy.first, folder);
    });
    if (!is_kept(folder)) copies_.emplace_back(folder, folder);
    return {};
  }

  Reason keep_sources() {
    if (language_ == Language::node) {
      for (const BuildStep& step : before_split()) {
        if (step.builds && step.folder != split_folder_) {
          return refuse("its steps build in several folders");
        }
      }
      if (Reason kept = keep_folder(split_folder_); !kept) return kept;
    }
    if (language_ == Language::python) {
      copies_.emplace_back(environment_folder, environment_folder);
      return {};
    }
    if (language_ == Language::rust || language_ == Language::node) return {};
    for (const BuildStep& step : before_split()) {
      const Instruction& copy = *step.instruction;
      if (!copies_context(copy)) continue;
      for (std::size_t at = 0; at + 1 < copy.arguments.size(); ++at) {
        const std::string& source = copy.arguments[at].text.bytes();
        if (source != "." && source != "./" && source != "/" && source != "*") continue;
        const auto target = steps_->path_of(copy.arguments.back());
        if (!target) return refuse("the folder " + target.error());
        if (Reason kept = keep_folder(absolute(step.folder, *target)); !kept) return kept;
        note_owner(copy);
      }
    }
    return {};
  }

  std::span<const BuildStep> before_split() const {
    return std::span(steps_->all).first(steps_->split);
  }

  static const Setting* flag_of(const Instruction& instruction, std::string_view name) {
    const auto flag = std::ranges::find(instruction.flags, name, &Setting::name);
    return flag == instruction.flags.end() ? nullptr : &*flag;
  }

  static bool copies_context(const Instruction& instruction) {
    return (instruction.name == "COPY" || instruction.name == "ADD") &&
           instruction.arguments.size() >= 2 && flag_of(instruction, "from") == nullptr;
  }

  void note_owner(const Instruction& copy) {
    if (const Setting* const owner = flag_of(copy, "chown"))
      owners_.push_back(owner->value.bytes());
  }

  // The steps behind the last one that builds stay where they are, and become the second stage.
  Reason look_at_rest() {
    for (const BuildStep& step : std::span(steps_->all).subspan(steps_->split)) {
      if (step.instruction->name == "USER") user_follows_ = true;
    }
    const Value<User>& user = stage_.level.facts.get(fact::user);
    if (!user.is_known())
      return user.is_absent() ? Reason{} : refuse("which user it runs as is not known");
    const std::string& name = user->name.bytes();
    if (base_.is_same || parse_int(name) || name == "root" || name == "nobody" ||
        (language_ == Language::node && name == "node")) {
      return {};
    }
    const bool is_made = std::ranges::any_of(steps_->all, [&](const BuildStep& step) {
      return std::ranges::any_of(step.preparing, [&](const auto& command) {
        const std::string_view program = command.first->program();
        return (program == "useradd" || program == "adduser") &&
               std::ranges::any_of(command.first->words,
                                   [&](const Item& item) { return item.text.bytes() == name; });
      });
    });
    return is_made ? Reason{} : refuse("no step makes the user " + name + " that it runs as");
  }

  // --- The second stage ----------------------------------------------------

  void emit(std::string line) { second_.push_back(std::move(line)); }

  void enter(const std::string& folder) {
    if (folder == entered_) return;
    emit("WORKDIR " + folder);
    entered_ = folder;
  }

  Reason write_second_stage() {
    describe_and_prepare();
    if (!trouble_.empty()) return refuse(trouble_);
    std::ranges::sort(owners_);
    owners_.erase(std::unique(owners_.begin(), owners_.end()), owners_.end());
    if (owners_.size() > 1) return refuse("its files belong to several users");
    enter(split_folder_);
    if (base_.lacks_certificates) {
      emit("COPY --from=" + name_ + " /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/");
    }
    // Where Go's own library looks for time zones, which these images have not.
    if (language_ == Language::go && toolchain_->language == Language::go &&
        (base_.runtime.starts_with("alpine") || base_.runtime.starts_with("debian:trixie"))) {
      emit("COPY --from=" + name_ + " /usr/local/go/lib/time/zoneinfo.zip /usr/local/go/lib/time/");
    }
    const std::string owner = owners_.empty() ? "" : " --chown=" + owners_.front();
    for (const auto& [from, to] : copies_) {
      if ((from + to).find_first_of(" \t\"'$[]*?\\") != std::string::npos) {
        return refuse("the name of " + from + " has characters that mean something in COPY");
      }
      emit("COPY --from=" + name_ + owner + " " + from + " " + to);
    }
    for (const std::string& line : afterwards_) emit(line);
    if (builder_user_ != nullptr && !user_follows_) {
      emit(std::string(written_at(builder_user_->origin)));
    }
    return {};
  }

  void describe_and_prepare() {
    std::string mentions(file().substr(last_step().instruction->origin.span.end));
    for (const BuildStep& step : before_split()) {
      const Instruction& each = *step.instruction;
      if (each.name == "ENV" || each.name == "COPY" || each.name == "ADD" || describes(each)) {
        mentions += written_at(each.origin);
      }
    }
    for (const BuildStep& step : before_split()) {
      const Instruction& each = *step.instruction;
      if (each.name == "ARG" && is_mentioned(each, mentions)) {
        emit(std::string(written_at(each.origin)));
      } else if (each.name == "ENV" && is_for_building(each)) {
        changes_environment_ = true;
      } else if (each.name == "ENV") {
        emit(std::string(written_at(each.origin)));
      } else if (describes(each)) {
        const std::string taken = rewriting_.take_lines(each.origin);
        for (const std::string_view line : split(taken, '\n')) emit(std::string(line));
      }
    }
    for (const NeededPackages& needed : steps_->packages) {
      if (needed.step < steps_->split) install(needed);
    }
    for (const BuildStep& step : before_split()) {
      const Instruction& each = *step.instruction;
      if (each.name == "COPY" || each.name == "ADD") repeat_copy(step);
      if (each.name == "RUN") repeat_preparation(step);
    }
    if (language_ == Language::python) {
      emit(std::string(environment_path));
      changes_environment_ = true;
    }
  }

  static bool is_for_building(const Instruction& environment) {
    return !environment.arguments.empty() &&
           std::ranges::all_of(environment.arguments, [](const Item& item) {
             const std::string& text = item.text.bytes();
             return is_one_of(for_building, std::string_view(text).substr(0, text.find('=')));
           });
  }

  void repeat_copy(const BuildStep& step) {
    const Instruction& copy = *step.instruction;
    const auto target = steps_->path_of(copy.arguments.back());
    if (!target) {
      trouble_ = "the folder " + target.error();
      return;
    }
    if (is_kept(absolute(step.folder, *target))) return note_owner(copy);
    bool only_sources = copies_context(copy);
    for (std::size_t at = 0; at + 1 < copy.arguments.size(); ++at) {
      only_sources = only_sources && is_source(language_, copy.arguments[at].text.bytes());
    }
    if (only_sources) return;
    if (!target->starts_with('/')) enter(step.folder);
    emit(std::string(written_at(copy.origin)));
  }

  // The operands of a command that are paths.
  static std::vector<std::string> paths_of(const ShellCommand& command, const std::string& folder) {
    const std::string_view program = command.program();
    std::vector<std::string> paths;
    for (std::size_t at = 1; at < command.words.size(); ++at) {
      const std::string& word = command.words[at].text.bytes();
      if (!word.starts_with('-')) paths.push_back(absolute(folder, word));
    }
    const bool has_owner = program == "chown" || program == "chmod";
    if (has_owner && !paths.empty()) paths.erase(paths.begin());
    if (program == "ln" && paths.size() > 1) paths.erase(paths.begin(), paths.end() - 1);
    return paths;
  }

  // Whether COPY alone makes what a command prepares.
  bool is_done(const ShellCommand& command, const std::string& folder) const {
    if (!is_of_files(command)) return false;
    return std::ranges::all_of(paths_of(command, folder), [&](const std::string& path) {
      return is_kept(path) || holds_copy(path) || path == split_folder_;
    });
  }

  static bool is_of_files(const ShellCommand& command) {
    static constexpr std::array<std::string_view, 5> programs = {"mkdir", "chown", "chmod", "ln",
                                                                 "touch"};
    return is_one_of(programs, command.program());
  }

  void repeat_preparation(const BuildStep& step) {
    std::string line;
    for (const auto& [command, folder] : step.preparing) {
      const std::string program(command->program());
      if (is_of_files(*command)) {
        const std::vector<std::string> paths = paths_of(*command, folder);
        if (is_done(*command, folder)) {
          if (program == "chown") note_chown(*command, paths);
          continue;
        }
        if (std::ranges::any_of(paths, [&](const std::string& path) { return is_kept(path); })) {
          trouble_ = "`" + program + "` is about files of both stages";
        }
        if (folder != step.folder) trouble_ = "`" + program + "` runs in another folder";
        // A source that the second stage does not have.
        if (program != "mkdir" && program != "ln" && step.builds) {
          trouble_ = "`" + program + "` is about files of the build";
        }
        enter(step.folder);
      } else if (language_ == Language::java) {
        trouble_ = "which users " + base_.runtime + " has already is not known";
      }
      line += (line.empty() ? "RUN " : " && ") + std::string(written_at(command->origin));
    }
    if (!line.empty()) emit(line);
  }

  // Whether a folder comes into being because something below it is copied.
  bool holds_copy(std::string_view folder) const {
    return std::ranges::any_of(copies_,
                               [&](const auto& copy) { return is_below(copy.second, folder); });
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
    owners_.push_back(owner);
    for (const std::string& path : paths) afterwards_.push_back("RUN chown " + owner + " " + path);
  }

  // --- The edits -----------------------------------------------------------

  std::expected<Change, std::string> write() {
    const std::string& name = stage_.name;
    const std::string_view end = line_end_;
    if (base_.build != image_->written.bytes() && !base_.is_same) {
      rewriting_.replace(stage_.level.facts.get(fact::image).origin(), base_.build);
    }
    std::string second = "FROM ";
    if (stage_.platform.is_known()) {
      second += "--platform=" + std::string(written_at(stage_.platform.origin())) + " ";
    }
    second += base_.runtime;
    if (name.empty()) {
      rewriting_.insert_behind(stage_.level.facts.get(fact::image).origin(), " AS " + name_);
    } else if (name != name_) {
      second += " AS " + std::string(written_at(stage_.name_origin));
      rewriting_.replace(stage_.name_origin, name_);
    }
    if (language_ == Language::python) {
      for (const BuildStep& step : before_split()) {
        if (!step.builds) continue;
        if (builder_user_ != nullptr) return refuse("pip is run by another user than root");
        rewriting_.insert_line_before(step.instruction->origin,
                                      "RUN python -m venv " + std::string(environment_folder));
        rewriting_.insert_line_before(step.instruction->origin, environment_path);
        break;
      }
    }
    std::string text = std::string(end) + std::string(end) + second;
    for (std::string& line : second_) {
      if (line.ends_with('\r')) line.pop_back();
      text += std::string(end) + line;
    }
    // Behind the blanks that may stand at the end of its line.
    Origin last = last_step().instruction->origin;
    while (last.span.end < file().size() && is_blank(file()[last.span.end])) ++last.span.end;
    rewriting_.insert_behind(last, std::move(text));
    std::vector<Fact> touches = {Fact::image};
    if (changes_environment_) touches.push_back(Fact::environment);
    // Native modules of Node may be linked with any library of the full image.
    const bool is_guess = language_ == Language::node && !base_.is_same;
    auto change = rewriting_.change(
        is_guess ? Safety::guess : Safety::behaviour,
        "what the program" + std::string(is_guess ? ", or a native module, " : " ") +
            "reads or starts of " + base_.build + " without this file naming it",
        std::move(touches));
    if (!change) return refuse("its instructions do not stand in the file as they are read");
    change->alone = true;
    return std::move(*change);
  }

  const Build& build_;
  const Stage& stage_;
  const std::string line_end_;
  const ImageReference* image_ = nullptr;
  const Toolchain* toolchain_ = nullptr;
  Language language_ = Language::c;
  RuntimeBase base_;
  std::string name_ = build_.stages.front().name == "builder" ? "builder" : "build";
  std::expected<StartedProgram, std::string> started_;
  std::optional<BuildSteps> steps_;  // of both stages
  std::string folder_, split_folder_, entered_ = "/";
  const Instruction* builder_user_ = nullptr;
  bool user_follows_ = false, changes_environment_ = false;
  std::vector<std::pair<std::string, std::string>> copies_;  // from, to
  std::vector<std::string> owners_, second_, afterwards_;
  std::string trouble_;
  Rewriting rewriting_;
};

}  // namespace

Change into_two_stages(const Build& build) {
  Change refused;
  refused.op = Change::Op::rewrite;
  if (build.stages.empty()) return refused;
  refused.at = build.stages.front().from;
  std::expected<Change, std::string> change =
      build.stages.size() == 1
          ? Splitter(build).run()
          : std::unexpected(std::string("which of its stages have to go is for its author to say"));
  if (change) return std::move(*change);
  refused.refusal = "it is not made two stages: " + change.error();
  return refused;
}

}  // namespace boltseal
