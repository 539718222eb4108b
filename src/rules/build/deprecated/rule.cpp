#include <string>

#include "model/package_command.h"
#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

Origin keyword_of(const Instruction& instruction) {
  Origin origin = instruction.origin;
  origin.span.end = origin.span.begin + static_cast<std::uint32_t>(instruction.name.size());
  return origin;
}

// A label's value is expanded and unquoted, which MAINTAINER's is not.
std::string quoted(std::string_view name) {
  if (name.size() > 1 && name.front() == name.back() && (name[0] == '"' || name[0] == '\''))
    name = name.substr(1, name.size() - 2);
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\' || c == '$') text += '\\';
    text += c;
  }
  return text + '"';
}

std::optional<Change> mend_maintainer(const Stage& stage, const Instruction& maintainer) {
  static constexpr std::string_view label = "org.opencontainers.image.authors=";
  if (maintainer.arguments.empty()) return std::nullopt;
  for (const Instruction& instruction : stage.instructions) {
    if (instruction.name != "LABEL") continue;
    for (const Item& argument : instruction.arguments) {
      if (argument.text.bytes().starts_with(label)) return std::nullopt;
    }
  }
  const std::string_view written = written_at(maintainer.origin);
  if (written.find('\n') != std::string_view::npos) return std::nullopt;
  Rewriting rewriting;
  rewriting.replace(maintainer.origin, (written.starts_with('m') ? "label" : "LABEL") +
                                           (" " + std::string(label) +
                                            quoted(maintainer.arguments.front().text.bytes())));
  return rewriting.change(Safety::safe, {}, {Fact::labels});
}

bool is_apt(const ShellCommand& command) {
  if (command.program() != "apt") return false;
  const PackageCommand* const packages = command.packages();
  return packages && packages->action != PackageCommand::Action::other;
}

// All of one step, which is reported once.
std::optional<Change> mend_apt(const Instruction& instruction) {
  Rewriting rewriting;
  for (const ShellCommand& command : instruction.commands) {
    if (!is_apt(command)) continue;
    const PackageCommand* const packages = command.packages();
    const Item& program = command.words.front();
    if (!stands_as_read(program) || program.text.bytes() != "apt") return std::nullopt;
    rewriting.replace(program.origin, "apt-get");
    // apt(8): full-upgrade is its own verb, and its upgrade installs new packages as well.
    if (packages->verb->text.bytes() == "full-upgrade") {
      rewriting.replace(packages->verb->origin, "dist-upgrade");
    } else if (packages->action == PackageCommand::Action::upgrade) {
      rewriting.insert_behind(packages->verb->origin, " --with-new-pkgs");
    }
  }
  return rewriting.change(Safety::safe);
}

// Programs whose successors are what is documented and mended now. Each is said once for a step.
void check_commands(const Instruction& instruction, Findings& findings) {
  bool apt = false, apt_key = false, easy_install = false;
  for (const ShellCommand& command : instruction.commands) {
    const std::string_view program = command.program();
    const Origin& site = command.words.front().origin;
    if (!apt && is_apt(command)) {
      apt = true;
      Finding& finding =
          findings.add(site, "program[apt]",
                       "apt is made for people: its options and output may change with every "
                       "release");
      finding.remedy = "apt-get";
      finding.change = mend_apt(instruction);
    }
    if (!apt_key && program == "apt-key") {
      apt_key = true;
      findings
          .add(site, "program[apt-key]",
               "apt-key trusts the key for every repository, and is gone from Debian 13")
          .remedy = "a file in /etc/apt/keyrings and signed-by= in the source";
    }
    if (!easy_install && (program == "easy_install" || program == "easy_install3")) {
      easy_install = true;
      findings
          .add(site, "program[easy_install]",
               "easy_install gets no fixes and checks no hashes of what it installs")
          .remedy = "pip install";
    }
  }
}

// `NAME value` as `NAME=value`; empty where both forms read the value differently.
std::string with_equals(std::string_view pair) {
  const std::size_t space = pair.find_first_of(" \t");
  if (space == std::string_view::npos || pair.find('\n') != std::string_view::npos) return {};
  const std::string_view name = pair.substr(0, space);
  const std::string_view value = pair.substr(pair.find_first_not_of(" \t", space));
  if (name.find('=') != std::string_view::npos) return {};
  const bool one_word = value.find_first_of(" \t") == std::string_view::npos;
  const bool is_quoted =
      value.size() > 1 && value.front() == '"' && value.find('"', 1) == value.size() - 1;
  std::string text = std::string(name) + "=";
  if (one_word || is_quoted) return text.append(value);
  if (value.find_first_of("\"'\\") != std::string_view::npos) return {};
  return text.append("\"").append(value).append("\"");
}

std::optional<Change> mend_old_form(const Stage& stage) {
  Rewriting rewriting;
  for (const Instruction& instruction : stage.instructions) {
    if (!instruction.old_form || instruction.arguments.empty()) continue;
    // A value that is expanded stands there all the same.
    Origin site = instruction.arguments.front().origin;
    site.via = nullptr;
    site.kind = OriginKind::literal;
    std::string text = with_equals(written_at(site));
    if (text.empty()) return std::nullopt;
    rewriting.replace(site, std::move(text));
  }
  return rewriting.change(Safety::safe);
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
  const std::string name =
      std::string(first->name) + " " + pair.text.bytes().substr(0, pair.text.find('='));
  const std::string more = count == 1 ? " has" : " and " + std::to_string(count - 1) + " more have";
  Finding& finding = findings.add(
      pair.origin, "instruction[" + name + "]",
      name + more + " a space instead of =, a form that takes the rest of the line as the value");
  finding.remedy = name + "=…";
  finding.change = mend_old_form(stage);
}

void check(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
    check_old_form(stage, findings);
    for (const Instruction& instruction : stage.instructions) {
      if (instruction.name == "MAINTAINER") {
        Finding& finding =
            findings.add(keyword_of(instruction), "instruction[MAINTAINER]",
                         "MAINTAINER is deprecated; a label says the same and is shown by every "
                         "tool");
        finding.remedy = "LABEL org.opencontainers.image.authors=\"…\"";
        finding.change = mend_maintainer(stage, instruction);
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
