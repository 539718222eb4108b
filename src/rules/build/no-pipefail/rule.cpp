#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "model/image_programs.h"
#include "model/package_command.h"
#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// What can hardly fail before a pipe.
bool is_harmless(std::string_view program) {
  static constexpr std::array<std::string_view, 6> programs = {"echo", "printf", "yes",
                                                               "true", "cat",    ":"};
  return std::ranges::find(programs, program) != programs.end();
}

bool has_word(const std::vector<Item>& words, std::string_view part) {
  return std::ranges::any_of(
      words, [&](const Item& item) { return item.text.bytes().find(part) != std::string::npos; });
}

// set -o pipefail, set -eo pipefail, sh -o pipefail -c …
bool sets_pipefail(const ShellCommand& command) { return has_word(command.words, "pipefail"); }

const ShellCommand* lost(const Instruction& run) {
  for (std::size_t at = 0; at < run.commands.size(); ++at) {
    if (sets_pipefail(run.commands[at])) return nullptr;
    if (!run.commands[at].piped_from_previous || at == 0) continue;
    const ShellCommand& before = run.commands[at - 1];
    // What goes into a shell is build/pipe-to-shell.
    const std::string_view next = run.commands[at].program();
    if (next == "sh" || next == "bash") continue;
    if (!is_harmless(before.program()) && !before.conditional) return &before;
  }
  return nullptr;
}

bool installs_bash(const Instruction& run) {
  return std::ranges::any_of(run.commands, [](const ShellCommand& command) {
    const PackageCommand* const packages = command.packages();
    return packages && packages->action == PackageCommand::Action::install &&
           std::ranges::any_of(packages->packages,
                               [](const Item* item) { return item->text.bytes() == "bash"; });
  });
}

const ImageReference& root_of(const Build& build, const Stage& stage) {
  const Stage* at = &stage;
  while (at->base_stage) at = &build.stages[*at->base_stage];
  return at->base;
}

// SHELL before the first step that needs it, with a shell that is known to be there; dash, which
// Debian has as sh, knows pipefail from its version of Debian 13 on.
std::optional<Change> mend(const Build& build, const Stage& stage) {
  const ImageReference& image = root_of(build, stage);
  std::string shell;
  if (has_program(image, "bash") == Truth::yes) {
    shell = "/bin/bash";
  } else if (has_program(image, "bash") == Truth::no && has_program(image, "sh") == Truth::yes) {
    shell = "/bin/ash";  // busybox
  }
  for (const Instruction& instruction : stage.instructions) {
    if (instruction.name == "SHELL") return std::nullopt;
    if (instruction.name != "RUN" || lost(instruction) == nullptr) {
      if (installs_bash(instruction)) shell = "/bin/bash";
      continue;
    }
    if (shell.empty() || !written_at(instruction.origin).starts_with("RUN")) return std::nullopt;
    Rewriting rewriting;
    rewriting.insert_line_before(instruction.origin,
                                 "SHELL [\"" + shell + "\", \"-o\", \"pipefail\", \"-c\"]");
    return rewriting.change(Safety::behaviour,
                            "steps whose pipe ends early on purpose (into head), and what only "
                            "another shell understands");
  }
  return std::nullopt;
}

void check(const Build& build, Findings& findings) {
  std::vector<bool> settled;
  for (const Stage& stage : build.stages) {
    bool safe = stage.base_stage && settled[*stage.base_stage];
    for (const Instruction& instruction : stage.instructions) {
      if (instruction.name == "SHELL") safe = has_word(instruction.arguments, "pipefail");
      if (instruction.name != "RUN" || safe) continue;
      if (const ShellCommand* const before = lost(instruction)) {
        findings
            .add(before->origin, "pipe[" + std::string(before->program()) + "]",
                 "when " + std::string(before->program()) +
                     " fails before the pipe, the build goes on as if it had worked")
            .change = mend(build, stage);
      }
    }
    settled.push_back(safe);
  }
}

}  // namespace

extern const Rule build_no_pipefail{
    .summary = "Failure before a pipe is lost",
    .what =
        "A `RUN` pipes a command into another while `pipefail` is not set, neither in the same "
        "`RUN` nor by `SHELL`. Commands that can hardly fail (`echo`, `printf`, `cat`) are not "
        "reported, and a step only once.",
    .why =
        "The shell looks at the last command only: a download that broke off is unpacked as far as "
        "it goes, a checksum that could not be computed counts as fine, and the broken image is "
        "pushed.",
    .remedy =
        "Write `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]` once, or begin the step with "
        "`set -o pipefail`, or download to a file first.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"https://docs.docker.com/build/building/best-practices/#using-pipes"},
    .build = check,
};

}  // namespace boltseal
