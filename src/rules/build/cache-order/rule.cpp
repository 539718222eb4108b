#include <algorithm>
#include <string>

#include "model/package_command.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

using Manager = PackageCommand::Manager;

const Item* whole_context(const Instruction& instruction) {
  if (instruction.name != "COPY" && instruction.name != "ADD") return nullptr;
  if (std::ranges::any_of(instruction.flags,
                          [](const Setting& flag) { return flag.name == "from"; })) {
    return nullptr;
  }
  for (std::size_t at = 0; at + 1 < instruction.arguments.size(); ++at) {
    const std::string& path = instruction.arguments[at].text.bytes();
    if (path == "." || path == "./" || path == "/") return &instruction.arguments[at];
  }
  return nullptr;
}

// What depends on a list of dependencies only, not on the program's own files.
const ShellCommand* installs_dependencies(const Instruction& run) {
  for (const ShellCommand& command : run.commands) {
    const std::string_view program = command.program();
    const auto second = [&](std::string_view word) {
      return command.words.size() > 1 && command.words[1].text.bytes() == word;
    };
    const PackageCommand* const packages = command.packages();
    if (packages && packages->action == PackageCommand::Action::install) {
      switch (packages->manager) {
        case Manager::npm:
        case Manager::yarn:
        case Manager::pnpm:
          if (packages->packages.empty()) return &command;
          break;
        case Manager::pip:
          // `pip install .` needs the program itself.
          if (packages->has_option("-r") || packages->has_option("--requirement")) return &command;
          break;
        case Manager::apt:
        case Manager::apk:
        case Manager::yum:
        case Manager::zypper:
          // Packages of the system are named; a local file is another thing.
          if (std::ranges::none_of(packages->packages, [](const Item* item) {
                return item->text.bytes().find('/') != std::string::npos || !item->text.is_known();
              })) {
            return &command;
          }
          break;
        default: break;
      }
    }
    if ((program == "bundle" && second("install")) ||
        (program == "composer" && second("install")) || (program == "go" && second("mod")) ||
        (program == "poetry" && second("install")) || (program == "dotnet" && second("restore")) ||
        (program == "cargo" && second("fetch"))) {
      return &command;
    }
  }
  return nullptr;
}

void check(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
    const Item* copied = nullptr;
    for (const Instruction& instruction : stage.instructions) {
      if (copied == nullptr) copied = whole_context(instruction);
      if (copied == nullptr || instruction.name != "RUN") continue;
      const ShellCommand* const install = installs_dependencies(instruction);
      if (install == nullptr) continue;
      findings.add(copied->origin, "copy[" + copied->text.bytes() + "]",
                   "any change of any file repeats " + std::string(install->program()) +
                       ", which stands behind this line");
      break;
    }
  }
}

}  // namespace

extern const Rule build_cache_order{
    .summary = "Order of instructions defeats the cache",
    .what =
        "A stage copies the whole context and installs dependencies only afterwards, although they "
        "depend on a lock file alone (npm, yarn, pnpm, `pip -r`, bundler, composer, `go mod`, "
        "poetry, dotnet) or on nothing of it (apt, apk, dnf).",
    .why =
        "Every commit downloads and installs everything anew. Builds that take minutes are built "
        "less often, and a fix waits; each of them also takes whatever versions there are by then.",
    .remedy =
        "Copy the lock file first, install, and copy the rest afterwards; install packages of the "
        "system before any `COPY`.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"https://docs.docker.com/build/cache/optimize/#order-your-layers"},
    .build = check,
};

}  // namespace boltseal
