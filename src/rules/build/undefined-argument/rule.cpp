#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

using Names = std::set<std::string, std::less<>>;

// docs.docker.com, "Dockerfile reference": Predefined ARGs; the automatic platform ARGs count in
// FROM only, and in a stage once they are declared.
constexpr std::array<std::string_view, 8> platform = {
    "TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT",
    "BUILDPLATFORM",  "BUILDOS",  "BUILDARCH",  "BUILDVARIANT"};

bool is_one_of(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != std::ranges::end(names);
}

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The variables that stand unexpanded in a text: `$NAME` and `${NAME…}` at unknown places. One with
// a default (`${NAME:-x}`) is meant to work without a value.
std::vector<std::string> unexpanded(const Text& text) {
  std::vector<std::string> names;
  const std::string& bytes = text.bytes();
  for (std::size_t at = bytes.find('$'); at != std::string::npos; at = bytes.find('$', at + 1)) {
    if (text.is_known_at(at)) continue;
    std::size_t begin = at + 1;
    const bool braces = begin < bytes.size() && bytes[begin] == '{';
    if (braces) ++begin;
    std::size_t end = begin;
    while (end < bytes.size() && is_name_char(bytes[end])) ++end;
    if (end == begin || (bytes[begin] >= '0' && bytes[begin] <= '9')) continue;
    if (braces && (end == bytes.size() || bytes[end] != '}')) continue;
    names.push_back(bytes.substr(begin, end - begin));
  }
  return names;
}

std::string name_of_argument(const Item& argument) {
  return argument.text.bytes().substr(0, argument.text.find('='));
}

// The bytes of `$NAME` or `${NAME}` in what is written there.
Origin place_of(const std::string& name, Origin origin) {
  if (!origin.has_place()) return origin;
  const std::string_view text =
      std::string_view(origin.file->text).substr(origin.span.begin, origin.span.size());
  for (const std::string& written : {"${" + name + "}", "$" + name}) {
    const std::size_t at = text.find(written);
    if (at == std::string_view::npos) continue;
    origin.span.begin += static_cast<std::uint32_t>(at);
    origin.span.end = origin.span.begin + static_cast<std::uint32_t>(written.size());
    break;
  }
  return origin;
}

// In FROM only ARGs from before the first FROM and the platform's count.
void check_from(const Text& written, const Origin& site, const Names& global, Names& said,
                Findings& findings) {
  for (const std::string& name : unexpanded(written)) {
    if (global.contains(name) || is_one_of(platform, name) || !said.insert(name).second) continue;
    findings
        .add(place_of(name, site), "variable[" + name + "]",
             "FROM uses $" + name + ", which no ARG before the first FROM declares")
        .remedy = "ARG " + name + "=… before the first FROM";
  }
}

class StageCheck {
 public:
  StageCheck(const Names& global, Names declared, Findings& findings)
      : global_(global), declared_(std::move(declared)), findings_(findings) {}

  void look(const Instruction& instruction) {
    current_ = &instruction;
    if (instruction.name == "ONBUILD") return;  // speaks of the stage that is built on this one
    for (const Setting& flag : instruction.flags) use(flag.value, flag.origin);
    if (instruction.name == "RUN") {
      assign_loops(instruction);
      for (const ShellCommand& command : instruction.commands) run(command);
    } else if (!instruction.shell_form) {
      for (const Item& argument : instruction.arguments) use(argument.text, argument.origin);
    }
    if (instruction.name != "ARG" && instruction.name != "ENV") return;
    for (const Item& argument : instruction.arguments) {
      declared_.insert(name_of_argument(argument));
    }
  }
  const Names& declared() const { return declared_; }

 private:
  // `for NAME in …` is no command; it is found in the step's own text, behind its backslashes.
  void assign_loops(const Instruction& instruction) {
    const Origin& origin = instruction.origin;
    if (!origin.has_place()) return;
    const std::string_view text =
        std::string_view(origin.file->text).substr(origin.span.begin, origin.span.size());
    for (std::size_t at = text.find("for "); at != std::string_view::npos;
         at = text.find("for ", at + 4)) {
      const std::size_t begin = std::min(text.find_first_not_of(' ', at + 4), text.size());
      std::size_t end = begin;
      while (end < text.size() && is_name_char(text[end])) ++end;
      if (end > begin) declared_.insert(std::string(text.substr(begin, end - begin)));
    }
  }

  // What the shell itself sets is not the build's business.
  void run(const ShellCommand& command) {
    for (const Setting& setting : command.assignments) declared_.insert(setting.name);
    if (command.program() == "read" || command.program() == "export" ||
        command.program() == "local" || command.program() == "declare" ||
        command.program() == "eval" || command.program() == "." || command.program() == "source") {
      for (const Item& word : command.words) declared_.insert(name_of_argument(word));
    }
    for (const Item& word : command.words) use(word.text, word.origin);
  }

  // A variable that is not declared may come from the base image, so only one that was declared
  // before the first FROM is certain.
  void use(const Text& text, const Origin& site) {
    for (const std::string& name : unexpanded(text)) {
      if (declared_.contains(name) || !global_.contains(name)) continue;
      declared_.insert(name);
      Finding& finding = findings_.add(
          place_of(name, site), "variable[" + name + "]",
          "$" + name + " is empty here: the ARG before the first FROM does not reach into a stage");
      finding.remedy = "ARG " + name + " in this stage, before it is used";
      Rewriting rewriting;
      // Not before an ONBUILD of an earlier stage.
      if (written_at(current_->origin).starts_with(current_->name)) {
        rewriting.insert_line_before(current_->origin, "ARG " + name);
      }
      finding.change = rewriting.change(
          Safety::behaviour, "what was written while the variable was empty and now has its value",
          {Fact::environment, Fact::labels, Fact::user, Fact::exposed_ports, Fact::mounts});
    }
  }

  const Names& global_;
  Names declared_;
  Findings& findings_;
  const Instruction* current_ = nullptr;
};

void check(const Build& build, Findings& findings) {
  Names global;
  for (const Item& argument : build.arguments) global.insert(name_of_argument(argument));
  std::vector<Names> declared;
  Names said;
  for (const Stage& stage : build.stages) {
    const Value<ImageReference>& base = stage.level.facts.get(fact::image);
    if (base.is_known()) check_from(base->written, base.origin(), global, said, findings);
    if (stage.platform.is_known()) {
      check_from(*stage.platform, stage.platform.origin(), global, said, findings);
    }
    if (global.empty()) continue;  // no stage can miss one
    // A stage inherits the ENV of the stage that it starts from.
    StageCheck look(global, stage.base_stage ? declared[*stage.base_stage] : Names(), findings);
    if (!stage.windows) {
      for (const Instruction& instruction : stage.instructions) look.look(instruction);
    }
    Names environment;
    if (stage.base_stage) environment = declared[*stage.base_stage];
    const Value<Settings>& own = stage.level.facts.get(fact::environment);
    if (own.is_known()) {
      for (const Setting& setting : *own) environment.insert(setting.name);
    }
    declared.push_back(std::move(environment));
  }
}

}  // namespace

extern const Rule build_undefined_argument{
    .summary = "Variable of the build has no value",
    .what =
        "`FROM` uses a variable that no `ARG` before the first `FROM` declares; or a stage uses "
        "one that is declared there and not again in the stage, where it is empty. Other variables "
        "may come from the base image and are not reported, nor are those with a default "
        "(`${NAME:-value}`) and the platform's (`TARGETARCH` …) in `FROM`.",
    .why =
        "A value that silently is empty changes what is built: `curl …/v$VERSION/tool` fetches "
        "another file or an error page, `rm -rf $DIR/*` empties the root folder, a `FROM` without "
        "its tag takes `latest`.",
    .remedy =
        "Declare the argument where it is used: `ARG NAME` inside the stage takes the value from "
        "before the first `FROM`.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"https://docs.docker.com/reference/dockerfile/"
                   "#understand-how-arg-and-from-interact",
                   "https://docs.docker.com/reference/build-checks/undefined-var/"},
    .build = check,
};

}  // namespace boltseal
