#include <algorithm>
#include <array>
#include <string>

#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// `exec program` replaces the shell; a script of several commands is meant for it.
bool needs_shell(std::string_view text) {
  return text.starts_with("exec ") || text.find_first_of("|&;<>()`\n") != std::string_view::npos;
}

// The last one that counts, of the built stage or one that it starts from.
struct Found {
  const Stage* stage = nullptr;
  const Instruction* instruction = nullptr;
};
Found last_of(const std::vector<const Stage*>& lineage, std::string_view name) {
  for (const Stage* stage : lineage) {
    for (auto at = stage->instructions.rbegin(); at != stage->instructions.rend(); ++at) {
      if (at->name == name) return {stage, &*at};
      // ENTRYPOINT takes back the CMD that was inherited.
      if (name == "CMD" && at->name == "ENTRYPOINT") return {};
    }
  }
  return {};
}

// What a shell does itself, without a program.
bool is_built_in(std::string_view word) {
  static constexpr std::array<std::string_view, 14> names = {
      ".",      "cd",  "command", "eval", "exec",   "export", "read",
      "source", "set", "trap",    "type", "ulimit", "umask",  "wait"};
  return std::ranges::find(names, word) != names.end();
}

// The words as a JSON array, when they mean the same to a shell and without one.
std::optional<Change> mend(const Stage& stage, const Instruction& instruction) {
  const Item& text = instruction.arguments.front();
  const std::string& words = text.text.bytes();
  static constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=,@%+- ";
  if (!stands_as_read(text) || words.find_first_not_of(plain) != std::string::npos) {
    return std::nullopt;
  }
  const std::string first = words.substr(0, words.find(' '));
  if (first.find('=') != std::string::npos || is_built_in(first)) return std::nullopt;
  // ENTRYPOINT in shell form takes no notice of CMD, whose words the other form would be given.
  if (instruction.name == "ENTRYPOINT" &&
      std::ranges::any_of(stage.instructions,
                          [](const Instruction& each) { return each.name == "CMD"; })) {
    return std::nullopt;
  }
  std::string array;
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t begin = words.find_first_not_of(' ', at);
    if (begin == std::string::npos) break;
    at = std::min(words.find(' ', begin), words.size());
    array += (array.empty() ? "[\"" : ", \"") + words.substr(begin, at - begin) + "\"";
  }
  Rewriting rewriting;
  rewriting.replace(text.origin, array + "]");
  return rewriting.change(Safety::behaviour,
                          "a script without a #! line, which only a shell can start",
                          {instruction.name == "CMD" ? Fact::command : Fact::entrypoint});
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
    const auto [stage, instruction] = last_of(lineage, name);
    if (instruction == nullptr || !instruction->shell_form || instruction->arguments.empty()) {
      continue;
    }
    const Item& text = instruction->arguments.front();
    if (needs_shell(text.text.bytes())) continue;
    findings
        .add(text.origin, fact_path(name == "CMD" ? Fact::command : Fact::entrypoint),
             name == "CMD" ? "the program runs behind a shell, which may keep the signal to "
                             "stop from it"
                           : "the program runs behind a shell, which keeps the signal to stop "
                             "and the arguments of docker run from it")
        .change = mend(*stage, *instruction);
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
