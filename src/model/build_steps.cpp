#include "model/build_steps.h"

#include <algorithm>
#include <array>

#include "model/rewrite.h"
#include "model/tool_package.h"

namespace boltseal {
namespace {

std::unexpected<std::string> refuse(std::string why) { return std::unexpected(std::move(why)); }

}  // namespace

std::expected<BuildSteps, std::string> BuildSteps::read(const Stage& stage,
                                                        const Toolchain& toolchain) {
  BuildSteps steps(stage, toolchain);
  if (Reason read = steps.read_all(); !read) return refuse(std::move(read.error()));
  return steps;
}

// Variables that the image for building sets are known by their values; what an argument decides
// is another with every build.
std::expected<std::string, std::string> BuildSteps::path_of(const Item& item) const {
  std::string path = item.text.bytes();
  for (const Origin* step = &item.origin; step != nullptr; step = step->via.get()) {
    if (step->kind == OriginKind::argument) return refuse(path + " comes from an argument");
  }
  if (item.text.is_known()) return path;
  for (const std::string_view name : {"${GOPATH}", "$GOPATH"}) {
    const std::size_t at = path.find(name);
    if (at != std::string::npos && toolchain_->language == Language::go) {
      path.replace(at, name.size(), "/go");
    }
  }
  if (path.find('$') != std::string::npos) return refuse(path + " is not known");
  return path;
}

const Instruction* BuildSteps::user_of_building() const {
  const Instruction* user = nullptr;
  for (const BuildStep& step : before_split()) {
    if (step.instruction->name == "USER") user = step.instruction;
  }
  return user;
}

// Modules of Python, and what is built by other files than this one, may use any library of the
// compiler, and in Alpine every program in C++ does. Node's images bring their own.
std::vector<std::string> BuildSteps::needed_of(const NeededPackages& step) const {
  std::vector<std::string> all_needed = step.packages;
  const bool links = language() == Language::python || products_.is_opaque() ||
                     (step.manager == PackageCommand::Manager::apk && language() != Language::node);
  if (links) all_needed.insert(all_needed.begin(), step.of_tools.begin(), step.of_tools.end());
  std::vector<std::string> once;
  for (std::string& package : all_needed) {
    if (std::ranges::find(once, package) == once.end()) once.push_back(std::move(package));
  }
  return once;
}

BuildSteps::Reason BuildSteps::read_all() {
  std::string folder(toolchain_->folder);
  for (const Instruction& instruction : stage_->instructions) {
    if (instruction.name == "WORKDIR" && !instruction.arguments.empty()) {
      const auto path = path_of(instruction.arguments.front());
      if (!path) return refuse("the folder " + path.error());
      folder = absolute(folder, *path);
    } else if (instruction.name == "ONBUILD" || instruction.name == "SHELL") {
      return refuse("it has " + std::string(instruction.name) +
                    ", which counts for the steps behind it");
    }
    all.push_back({&instruction, folder});
    if (instruction.name == "RUN") {
      if (Reason read = read_run(all.back()); !read) return read;
      if (all.back().builds || all.back().brings_tools) split = all.size();
    }
  }
  if (!products_.doubt().empty()) return refuse(products_.doubt());
  if (!products_.used_toolchain()) return refuse("no step is known to build the program");
  return {};
}

BuildSteps::Reason BuildSteps::read_run(BuildStep& step) {
  if (step.instruction->commands.empty()) return refuse("a step cannot be read");
  std::string folder = step.folder;
  for (const ShellCommand& command : step.instruction->commands) {
    const auto is_nowhere = [](const Item& file) {
      return file.text.bytes() == "/dev/null" || file.text.bytes() == "&2";
    };
    const CommandRole role = products_.read(command, folder);
    const std::string program(command.program());
    if (!std::ranges::all_of(command.redirects, is_nowhere) || role == CommandRole::unknown ||
        program.empty()) {
      return refuse("what `" + program + "` leaves behind, and whether it is needed while the " +
                    "program runs, is not known");
    }
    if (role == CommandRole::building) {
      step.builds = true;
      if (names_argument(command)) {
        return refuse("where `" + program + "` writes to comes from an argument");
      }
    }
    if (role == CommandRole::preparing) {
      if (command.conditional) {
        return refuse("whether `" + program + "` runs at all depends on what is there");
      }
      step.preparing.emplace_back(&command, folder);
    }
    if (role == CommandRole::packages) {
      if (Reason read = read_packages(step, command); !read) return read;
    }
  }
  return {};
}

// Whether an operand is made with a variable of ARG.
bool BuildSteps::names_argument(const ShellCommand& command) const {
  for (std::size_t at = 1; at < command.words.size(); ++at) {
    const std::string_view word = written_at(command.words[at].origin);
    const std::string& before = command.words[at - 1].text.bytes();
    if (word.starts_with('-') || before == "-ldflags" || before == "-tags") continue;
    for (const Instruction& instruction : stage_->instructions) {
      if (instruction.name == "ARG" && is_mentioned(instruction, word)) return true;
    }
  }
  return false;
}

BuildSteps::Reason BuildSteps::read_packages(BuildStep& step, const ShellCommand& command) {
  const PackageCommand& asked = *command.packages();
  if (asked.open) return refuse("which packages are installed is not known");
  if (asked.action != PackageCommand::Action::install) return {};
  NeededPackages needed{
      all.size() - 1, asked.manager, !asked.has_option("--no-install-recommends"), {}, {}};
  const auto names = [&](std::string_view name) {
    return std::ranges::any_of(
        asked.packages, [&](const Item* item) { return bare_package(item->text.bytes()) == name; });
  };
  // What node-gyp asks for (nodejs/node-gyp, "On Unix").
  const bool is_for_gyp = toolchain_->language == Language::node && names("make");
  for (const Item* item : asked.packages) {
    if (!item->text.is_known()) return refuse("which packages are installed is not known");
    const std::string_view name = bare_package(item->text.bytes());
    const bool is_python = name == "python3" || name == "python" || name == "python2";
    step.brings_tools = step.brings_tools || is_tool_package(name);
    const auto libraries = runtime_packages(asked.manager, name);
    if (is_for_gyp && is_python) continue;
    if (libraries) {
      std::vector<std::string>& list = is_tool_package(name) ? needed.of_tools : needed.packages;
      for (const std::string_view library : *libraries) list.emplace_back(library);
    } else if (name.ends_with("-dev") || name.ends_with("-devel")) {
      if (is_tool_package(name)) continue;
      return refuse("which package the program needs of " + std::string(name) +
                    " while it runs is not known");
    } else if (!is_tool_package(name)) {
      needed.packages.push_back(item->text.bytes());
    }
  }
  this->packages.push_back(std::move(needed));
  return {};
}

bool describes_image(const Instruction& instruction) {
  static constexpr std::array<std::string_view, 8> names = {
      "CMD", "ENTRYPOINT", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "STOPSIGNAL", "VOLUME"};
  return std::ranges::find(names, instruction.name) != names.end();
}

bool is_mentioned(const Instruction& argument, std::string_view text) {
  return std::ranges::any_of(argument.arguments, [&](const Item& item) {
    const std::string name = item.text.bytes().substr(0, item.text.bytes().find('='));
    return text.find("$" + name) != std::string_view::npos ||
           text.find("${" + name) != std::string_view::npos;
  });
}

}  // namespace boltseal
