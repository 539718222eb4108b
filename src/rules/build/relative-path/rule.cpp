#include <string>
#include <vector>

#include "rules/rule.h"

namespace boltseal {
namespace {

bool is_absolute(const Text& path) {
  const std::string& bytes = path.bytes();
  return bytes.starts_with('/') || bytes.starts_with('\\') || (bytes.size() > 1 && bytes[1] == ':');
}

void check(const Build& build, Findings& findings) {
  // Whether a stage's working folder is known at its end.
  std::vector<bool> settled;
  for (const Stage& stage : build.stages) {
    // The empty image's folder is "/".
    bool known = stage.base_stage ? settled[*stage.base_stage] : stage.base.is_scratch();
    bool said = false;
    for (const Instruction& instruction : stage.instructions) {
      if (instruction.arguments.empty()) continue;
      const Item& last = instruction.arguments.back();
      if (instruction.name == "WORKDIR") {
        if (is_absolute(last.text) || !last.text.is_known_at(0)) {
          known = true;
        } else if (!known && !said) {
          said = true;
          findings.add(last.origin, "workdir[" + last.text.bytes() + "]",
                       "WORKDIR " + last.text.bytes() +
                           " is below whatever folder the base image "
                           "has");
        }
      } else if ((instruction.name == "COPY" || instruction.name == "ADD") && !known && !said &&
                 instruction.arguments.size() > 1 && !last.text.empty() &&
                 last.text.is_known_at(0) && !is_absolute(last.text)) {
        said = true;
        findings.add(last.origin, "destination[" + last.text.bytes() + "]",
                     "copies to " + last.text.bytes() + " in whatever folder the base image has");
      }
    }
    settled.push_back(known);
  }
}

}  // namespace

extern const Rule build_relative_path{
    .summary = "Path that depends on the base image",
    .what =
        "`WORKDIR` is relative, or `COPY` or `ADD` goes to a relative place, before the stage or "
        "one that it starts from has set an absolute `WORKDIR`. It is said once for a stage.",
    .why =
        "The base image's own working folder decides where the files end up. When a newer base "
        "changes it, permissions, volumes and ignore lists that name the old place silently stop "
        "to count.",
    .remedy = "Begin with an absolute `WORKDIR`, or write the whole destination.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"https://docs.docker.com/reference/build-checks/workdir-relative-path/"},
    .build = check,
};

}  // namespace boltseal
