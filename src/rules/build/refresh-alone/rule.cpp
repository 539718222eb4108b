#include <algorithm>
#include <string>

#include "model/package_command.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

using Action = PackageCommand::Action;
using Manager = PackageCommand::Manager;

struct Uses {
  const ShellCommand* refresh = nullptr;
  bool installs = false, removes_lists = false;
};

Uses uses_of(const Instruction& run) {
  Uses uses;
  for (const ShellCommand& command : run.commands) {
    if (command.program() == "rm" && std::ranges::any_of(command.words, [](const Item& item) {
          return item.text.bytes().find("/var/lib/apt") != std::string::npos;
        })) {
      uses.removes_lists = true;
    }
    const auto packages = read_package_command(command);
    if (!packages || packages->manager != Manager::apt) continue;
    if (packages->action == Action::refresh) uses.refresh = &command;
    if (packages->action == Action::install || packages->action == Action::upgrade ||
        packages->action == Action::release_upgrade) {
      uses.installs = true;
    }
  }
  return uses;
}

bool is_cached(const Instruction& run) {
  return std::ranges::any_of(run.flags, [](const Setting& flag) {
    return flag.name == "mount" && flag.value.bytes().find("type=cache") != std::string::npos;
  });
}

void check(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
    const ShellCommand* alone = nullptr;
    for (const Instruction& instruction : stage.instructions) {
      if (instruction.name != "RUN" || is_cached(instruction)) continue;
      const Uses uses = uses_of(instruction);
      // Whoever installs in a later step, without reading the lists again, uses the old ones.
      if (uses.installs && uses.refresh == nullptr && alone != nullptr) {
        Origin site = alone->origin;
        findings.add(site, "lists",
                     "this layer is kept in the cache, so a later step installs from lists that "
                     "may be months old");
        break;
      }
      if (uses.refresh != nullptr) {
        alone = uses.installs || uses.removes_lists ? nullptr : uses.refresh;
      }
    }
  }
}

}  // namespace

extern const Rule build_refresh_alone{
    .summary = "Package lists are read in a step of their own",
    .what =
        "`apt-get update` stands in a `RUN` without an installation, and a later `RUN` of the "
        "stage installs without reading the lists again.",
    .why =
        "The build cache keeps the layer with the lists as long as the line stays the same. A new "
        "package is then installed in the version of that day, with the flaws that were mended "
        "since, or is not found at all.",
    .remedy = "Put both into one `RUN`: `apt-get update && apt-get install -y …`.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"https://docs.docker.com/build/building/best-practices/#apt-get",
                   "CIS Docker 1.6.0 4.7"},
    .build = check,
};

}  // namespace boltseal
