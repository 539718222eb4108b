#include <algorithm>
#include <string>

#include "model/package_command.h"
#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

using Action = PackageCommand::Action;
using Manager = PackageCommand::Manager;

struct Uses {
  const ShellCommand* refresh = nullptr;
  std::size_t first_install = 0;  // among the commands, when it installs
  bool installs = false, removes_lists = false;
};

Uses uses_of(const Instruction& run) {
  Uses uses;
  for (std::size_t at = 0; at < run.commands.size(); ++at) {
    const ShellCommand& command = run.commands[at];
    if (command.program() == "rm" && std::ranges::any_of(command.words, [](const Item& item) {
          return item.text.bytes().find("/var/lib/apt") != std::string::npos;
        })) {
      uses.removes_lists = true;
    }
    const PackageCommand* const packages = command.packages();
    if (!packages || packages->manager != Manager::apt) continue;
    if (packages->action == Action::refresh) uses.refresh = &command;
    if (packages->action == Action::install || packages->action == Action::upgrade ||
        packages->action == Action::release_upgrade) {
      if (!uses.installs) uses.first_install = at;
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

// The command with what stands before it: assignments, sudo.
Origin whole_of(const Instruction& run, std::size_t at) {
  Origin origin = run.commands[at].origin;
  for (const Setting& setting : run.commands[at].assignments) {
    origin.span.begin = std::min(origin.span.begin, setting.origin.span.begin);
  }
  if (at > 0 && run.commands[at - 1].origin.file == origin.file &&
      run.commands[at - 1].origin.span.contains(run.commands[at].origin.span)) {
    return whole_of(run, at - 1);
  }
  return origin;
}

// Every step that installs reads the lists first; the step that did so alone goes, unless others
// stand in between.
std::optional<Change> mend(const Stage& stage, const Instruction& alone, std::size_t behind) {
  const Origin refresh = whole_of(alone, 0);
  const std::string_view words = written_at(refresh);
  if (words.find('\n') != std::string_view::npos) return std::nullopt;
  Rewriting rewriting;
  const bool is_all = alone.shell_form && alone.flags.empty() &&
                      written_at(alone.origin) == "RUN " + std::string(words);
  bool between = false, first = true;
  for (; behind < stage.instructions.size(); ++behind) {
    const Instruction& later = stage.instructions[behind];
    if (later.name == "USER") return std::nullopt;
    if (later.name != "RUN") continue;
    const Uses uses = uses_of(later);
    if (uses.refresh != nullptr) break;
    if (!uses.installs) {
      between = between || first;
      continue;
    }
    if (!later.shell_form || later.commands[uses.first_install].conditional) return std::nullopt;
    rewriting.insert_before(whole_of(later, uses.first_install), std::string(words) + " && ");
    first = false;
  }
  if (is_all && !between) rewriting.remove_lines(alone.origin);
  return rewriting.change(Safety::safe);
}

void check(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
    const ShellCommand* alone = nullptr;
    const Instruction* alone_in = nullptr;
    for (std::size_t at = 0; at < stage.instructions.size(); ++at) {
      const Instruction& instruction = stage.instructions[at];
      if (instruction.name != "RUN" || is_cached(instruction)) continue;
      const Uses uses = uses_of(instruction);
      // Whoever installs in a later step, without reading the lists again, uses the old ones.
      if (uses.installs && uses.refresh == nullptr && alone != nullptr) {
        findings
            .add(alone->origin, "lists",
                 "this layer is kept in the cache, so a later step installs from lists that "
                 "may be months old")
            .change = mend(stage, *alone_in, at);
        break;
      }
      if (uses.refresh != nullptr) {
        alone = uses.installs || uses.removes_lists ? nullptr : uses.refresh;
        alone_in = &instruction;
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
