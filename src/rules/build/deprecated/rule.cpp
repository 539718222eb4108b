#include <string>

#include "model/package_command.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

Origin keyword_of(const Instruction& instruction) {
  Origin origin = instruction.origin;
  origin.span.end = origin.span.begin + static_cast<std::uint32_t>(instruction.name.size());
  return origin;
}

// Programs whose successors are what is documented and mended now.
void check_commands(const Instruction& instruction, Findings& findings) {
  for (const ShellCommand& command : instruction.commands) {
    const std::string_view program = command.program();
    const Origin& site = command.words.front().origin;
    if (program == "apt") {
      const auto packages = read_package_command(command);
      if (!packages || packages->action == PackageCommand::Action::other) continue;
      findings
          .add(site, "program[apt]",
               "apt is made for people: its options and output may change with every release")
          .remedy = "apt-get";
      return;
    }
    if (program == "apt-key") {
      findings
          .add(site, "program[apt-key]",
               "apt-key trusts the key for every repository, and is gone from Debian 13")
          .remedy = "a file in /etc/apt/keyrings and signed-by= in the source";
      return;
    }
    if (program == "easy_install" || program == "easy_install3") {
      findings
          .add(site, "program[easy_install]",
               "easy_install gets no fixes and checks no hashes of what it installs")
          .remedy = "pip install";
      return;
    }
  }
}

// The old form is a habit of whole files, so it is said once for a stage.
void check_old_form(const Stage& stage, Findings& findings) {
  const Instruction* first = nullptr;
  std::size_t count = 0;
  for (const Instruction& instruction : stage.instructions) {
    if (!instruction.old_form || instruction.arguments.empty()) continue;
    if (first == nullptr) first = &instruction;
    ++count;
  }
  if (first == nullptr) return;
  const Item& pair = first->arguments.front();
  const std::string name = first->name + " " + pair.text.bytes().substr(0, pair.text.find('='));
  const std::string more = count == 1 ? " has" : " and " + std::to_string(count - 1) + " more have";
  findings
      .add(pair.origin, "instruction[" + name + "]",
           name + more +
               " a space instead of =, a form that takes the rest of the line as the value")
      .remedy = name + "=…";
}

void check(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
    check_old_form(stage, findings);
    for (const Instruction& instruction : stage.instructions) {
      if (instruction.name == "MAINTAINER") {
        findings
            .add(keyword_of(instruction), "instruction[MAINTAINER]",
                 "MAINTAINER is deprecated; a label says the same and is shown by every tool")
            .remedy = "LABEL org.opencontainers.image.authors=\"…\"";
      }
      check_commands(instruction, findings);
    }
  }
}

}  // namespace

extern const Rule build_deprecated{
    .summary = "Deprecated form",
    .what =
        "`MAINTAINER`; `ENV NAME value` and `LABEL name value` without `=` (once for a stage); "
        "`apt` instead of "
        "`apt-get`, `apt-key` and `easy_install` in a `RUN`.",
    .why =
        "What is deprecated is removed one day, and a base image that has to be raised quickly "
        "because of a flaw is the wrong moment to learn of it. `ENV A b C=d` sets A to \"b C=d\", "
        "which nobody means; `apt-key` lets one vendor's key sign every package.",
    .remedy = "Use the form that replaced it.",
    .severity = Severity::info,
    .profile = Profile::strict,
    .references = {"https://docs.docker.com/reference/build-checks/maintainer-deprecated/",
                   "https://docs.docker.com/reference/build-checks/legacy-key-value-format/",
                   "https://manpages.debian.org/stable/apt/apt.8.en.html"},
    .build = check,
};

}  // namespace boltseal
