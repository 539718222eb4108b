#include "model/stage_copies.h"

#include <algorithm>
#include <array>

#include "model/python_environment.h"

namespace boltseal {
namespace {

std::unexpected<std::string> refuse(std::string why) { return std::unexpected(std::move(why)); }

bool is_one_of(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// Folders that hold more than the program.
bool is_of_system(std::string_view folder) {
  static constexpr std::array<std::string_view, 14> systems = {
      "/",    "/bin",  "/etc",  "/go",  "/go/src", "/home",      "/lib",
      "/opt", "/root", "/sbin", "/tmp", "/usr",    "/usr/local", "/var"};
  return is_one_of(systems, folder);
}

const Setting* flag_of(const Instruction& instruction, std::string_view name) {
  const auto flag = std::ranges::find(instruction.flags, name, &Setting::name);
  return flag == instruction.flags.end() ? nullptr : &*flag;
}

}  // namespace

std::expected<StageCopies, std::string> StageCopies::find(const BuildSteps& steps,
                                                          std::vector<StageCopy> program) {
  StageCopies copies(steps, std::move(program));
  Reason done;
  switch (steps.language()) {
    case Language::python:
      copies.copies_.push_back({std::string(environment_folder), std::string(environment_folder)});
      break;
    case Language::node: done = copies.add_building_folder(); break;
    case Language::c:
    case Language::go:
    case Language::java: done = copies.add_sources(); break;
    case Language::rust: break;
  }
  if (!done) return refuse(std::move(done.error()));
  return copies;
}

StageCopies::Reason StageCopies::add_folder(const std::string& folder) {
  if (is_of_system(folder)) {
    return refuse("the sources lie in " + folder +
                  ", beside files of the system; WORKDIR gives them a folder of their own");
  }
  std::erase_if(copies_, [&](const StageCopy& copy) {
    return copy.from == copy.to && is_below(copy.from, folder);
  });
  if (!is_kept(folder)) copies_.push_back({folder, folder});
  return {};
}

StageCopies::Reason StageCopies::add_building_folder() {
  const std::string& folder = steps_->last_building().folder;
  for (const BuildStep& step : steps_->before_split()) {
    if (step.builds && step.folder != folder) return refuse("its steps build in several folders");
  }
  return add_folder(folder);
}

StageCopies::Reason StageCopies::add_sources() {
  for (const BuildStep& step : steps_->before_split()) {
    const Instruction& copy = *step.instruction;
    if (!copies_context(copy)) continue;
    for (std::size_t at = 0; at + 1 < copy.arguments.size(); ++at) {
      const std::string& source = copy.arguments[at].text.bytes();
      if (source != "." && source != "./" && source != "/" && source != "*") continue;
      const auto target = steps_->path_of(copy.arguments.back());
      if (!target) return refuse("the folder " + target.error());
      if (Reason done = add_folder(absolute(step.folder, *target)); !done) return done;
      add_owner_of(copy);
    }
  }
  return {};
}

bool StageCopies::is_kept(std::string_view path) const {
  return std::ranges::any_of(copies_,
                             [&](const StageCopy& copy) { return is_below(path, copy.from); });
}

// Whether a folder comes into being because something below it is copied.
bool StageCopies::make(std::string_view folder) const {
  return std::ranges::any_of(copies_,
                             [&](const StageCopy& copy) { return is_below(copy.to, folder); });
}

bool StageCopies::do_work_of(const ShellCommand& command, const std::string& folder) const {
  if (!is_of_files(command)) return false;
  return std::ranges::all_of(paths_of(command, folder), [&](const std::string& path) {
    return is_kept(path) || make(path) || path == steps_->last_building().folder;
  });
}

void StageCopies::add_owner_of(const Instruction& copy) {
  if (const Setting* const owner = flag_of(copy, "chown")) owners_.insert(owner->value.bytes());
}

bool copies_context(const Instruction& instruction) {
  return (instruction.name == "COPY" || instruction.name == "ADD") &&
         instruction.arguments.size() >= 2 && flag_of(instruction, "from") == nullptr;
}

bool is_of_files(const ShellCommand& command) {
  static constexpr std::array<std::string_view, 5> programs = {"mkdir", "chown", "chmod", "ln",
                                                               "touch"};
  return is_one_of(programs, command.program());
}

std::vector<std::string> paths_of(const ShellCommand& command, std::string_view folder) {
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

}  // namespace boltseal
