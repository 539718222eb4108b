#include <string>

#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check_run(const Instruction& run, Findings& findings) {
  if (!run.shell_form || run.commands.empty()) return;
  const ShellCommand& last = run.commands.back();
  if (last.program() == "cd" && last.words.size() > 1 && !last.conditional) {
    const std::string folder = last.words[1].text.bytes();
    Finding& finding = findings.add(last.origin, "cd[" + folder + "]",
                                    "cd " + folder +
                                        " is forgotten when this RUN ends, so the next one starts "
                                        "elsewhere");
    finding.severity = Severity::medium;
    finding.remedy = "WORKDIR " + folder;
    if (run.commands.size() == 1 && last.words.size() == 2 && stands_as_read(last.words[1]) &&
        run.flags.empty() && written_at(run.origin).ends_with("cd " + folder) &&
        run.origin.span.size() == folder.size() + std::string_view("RUN cd ").size()) {
      Rewriting rewriting;
      rewriting.replace(run.origin, "WORKDIR " + folder);
      finding.change = rewriting.change(Safety::behaviour,
                                        "the steps behind it, which ran in another folder so far");
    }
    return;
  }
  const ShellCommand& first = run.commands.front();
  if (first.program() != "cd" || first.words.size() != 2 || first.conditional) return;
  // A folder that this step goes back from, or another cd: the shell is the right place.
  for (std::size_t at = 1; at < run.commands.size(); ++at) {
    if (run.commands[at].program() == "cd") return;
  }
  const std::string folder = first.words[1].text.bytes();
  findings
      .add(first.origin, "cd[" + folder + "]",
           "this step works in " + folder + ", which WORKDIR says for everybody to see")
      .remedy = "WORKDIR " + folder;
}

void check(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
    for (const Instruction& instruction : stage.instructions) {
      if (instruction.name == "RUN") check_run(instruction, findings);
    }
  }
}

}  // namespace

extern const Rule build_lost_cd{
    .summary = "cd instead of WORKDIR",
    .what =
        "A `RUN` begins with `cd FOLDER` and stays there (low), or ends with it, which has no "
        "effect at all (medium).",
    .why =
        "Every `RUN` starts in the `WORKDIR` again. A `cd` that was meant to last leaves the next "
        "steps in the wrong folder, where `rm` and `chown` do harm; one that is repeated in every "
        "step hides where the program lives.",
    .remedy = "Use `WORKDIR`, which also creates the folder.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"https://docs.docker.com/build/building/best-practices/#workdir"},
    .build = check,
};

}  // namespace boltseal
