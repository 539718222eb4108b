#include <array>
#include <string>

#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Build& build, Findings& findings) {
  static constexpr std::array<std::string_view, 3> once = {"CMD", "ENTRYPOINT", "HEALTHCHECK"};
  for (const Stage& stage : build.stages) {
    for (const std::string_view name : once) {
      const Instruction* before = nullptr;
      for (const Instruction& instruction : stage.instructions) {
        if (instruction.name != name) continue;
        // `CMD []` takes away what the base image brings, and says so on purpose.
        if (before != nullptr && !before->arguments.empty()) {
          Rewriting rewriting;
          // Not what an ONBUILD of an earlier stage holds.
          if (written_at(before->origin).starts_with(name)) rewriting.remove_lines(before->origin);
          findings
              .add(before->origin, "instruction[" + std::string(name) + "]",
                   "this " + std::string(name) +
                       " does nothing, because a later one in the same stage replaces it")
              .change = rewriting.change(Safety::safe);
        }
        before = &instruction;
      }
    }
  }
}

}  // namespace

extern const Rule build_repeated_instruction{
    .summary = "CMD, ENTRYPOINT or HEALTHCHECK is replaced by a later one",
    .what =
        "One stage has several `CMD`, `ENTRYPOINT` or `HEALTHCHECK`; all but the last count "
        "for nothing.",
    .why =
        "Somebody wrote the earlier one and believes that it runs: a second service that is never "
        "started, a health check that never looks. Who changes the first line wonders why nothing "
        "happens.",
    .remedy = "Keep the last one only; for several programs use several containers.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"https://docs.docker.com/reference/build-checks/"
                   "multiple-instructions-disallowed/"},
    .build = check,
};

}  // namespace boltseal
