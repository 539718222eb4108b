#include <string>

#include "rules/rule.h"

namespace boltseal {
namespace {

// `exec program` replaces the shell; a script of several commands is meant for it.
bool needs_shell(std::string_view text) {
  return text.starts_with("exec ") || text.find_first_of("|&;<>()`\n") != std::string_view::npos;
}

// The last one that counts, of the built stage or one that it starts from.
const Instruction* last_of(const std::vector<const Stage*>& lineage, std::string_view name) {
  for (const Stage* stage : lineage) {
    for (auto at = stage->instructions.rbegin(); at != stage->instructions.rend(); ++at) {
      if (at->name == name) return &*at;
      // ENTRYPOINT takes back the CMD that was inherited.
      if (name == "CMD" && at->name == "ENTRYPOINT") return nullptr;
    }
  }
  return nullptr;
}

bool chooses_shell(const std::vector<const Stage*>& lineage) {
  for (const Stage* stage : lineage) {
    for (const Instruction& instruction : stage->instructions) {
      if (instruction.name == "SHELL") return true;
    }
  }
  return false;
}

void check(const Build& build, Findings& findings) {
  const std::vector<const Stage*> lineage = build.lineage();
  if (lineage.empty() || lineage.front()->windows || chooses_shell(lineage)) return;
  for (const std::string_view name : {"ENTRYPOINT", "CMD"}) {
    const Instruction* const instruction = last_of(lineage, name);
    if (instruction == nullptr || !instruction->shell_form || instruction->arguments.empty()) {
      continue;
    }
    const Item& text = instruction->arguments.front();
    if (needs_shell(text.text.bytes())) continue;
    findings.add(text.origin, fact_path(name == "CMD" ? Fact::command : Fact::entrypoint),
                 name == "CMD" ? "the program runs behind a shell, which may keep the signal to "
                                 "stop from it"
                               : "the program runs behind a shell, which keeps the signal to stop "
                                 "and the arguments of docker run from it");
  }
}

}  // namespace

extern const Rule build_shell_form{
    .summary = "Program is started through a shell",
    .what =
        "The `ENTRYPOINT` or `CMD` of the image is in shell form (no JSON array) and only starts a "
        "program. Command lines with operators, `exec program`, Windows images and stages with a "
        "`SHELL` of their own are not reported.",
    .why =
        "`/bin/sh -c` is process 1 then. It does not hand the signal of `docker stop` on, so the "
        "program is killed after ten seconds in the middle of its work. With `ENTRYPOINT` the "
        "arguments of `docker run` are lost as well, and an image without a shell cannot start.",
    .remedy =
        "Write the JSON array (`CMD [\"program\", \"argument\"]`), or `exec program` where "
        "variables must be expanded.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"https://docs.docker.com/reference/build-checks/json-args-recommended/"},
    .build = check,
};

}  // namespace boltseal
