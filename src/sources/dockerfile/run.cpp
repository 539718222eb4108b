#include <algorithm>
#include <array>
#include <iterator>

#include "base/files.h"
#include "base/text.h"
#include "sources/dockerfile/stage_reader.h"
#include "sources/shell/shell.h"

namespace boltseal::dockerfile {
namespace {

bool is_posix_shell(std::string_view program) {
  if (const std::size_t slash = program.rfind('/'); slash != std::string_view::npos) {
    program.remove_prefix(slash + 1);
  }
  static constexpr std::array<std::string_view, 6> shells = {"sh",  "bash", "dash",
                                                             "ash", "ksh",  "zsh"};
  return std::find(shells.begin(), shells.end(), program) != shells.end();
}

// Whether a script's first line gives it to something else than a shell.
bool has_other_interpreter(std::string_view script) {
  if (!script.starts_with("#!")) return false;
  const std::string_view line = script.substr(2, script.find('\n') - 2);
  for (const Word word : plain_words(line, 0)) {
    const std::string_view program = line.substr(word.begin, word.end - word.begin);
    if (program.ends_with("/env") || program.starts_with('-')) continue;
    return !is_posix_shell(program);
  }
  return false;
}

// The variables of the scope that a script names; the shell finds the others unset.
std::map<std::string, Text> variables_named(std::string_view script, const Scope& scope,
                                            Budget& budget) {
  std::map<std::string, Text> variables;
  for (std::size_t at = script.find('$'); at != std::string_view::npos; at = script.find('$', at)) {
    ++at;
    if (at < script.size() && script[at] == '{') ++at;
    const std::size_t begin = at;
    while (at < script.size() && is_word(script[at])) ++at;
    if (at == begin) continue;
    const std::string_view name = script.substr(begin, at - begin);
    const Variable* const variable = scope.find(name, budget);
    if (variable == nullptr || !variable->set || !budget.take(variable->value.bytes().size())) {
      continue;
    }
    variables.try_emplace(std::string(name), variable->value);
  }
  return variables;
}

std::vector<ShellCommand> commands_of(Context& context, const Document& script,
                                      const Scope& scope) {
  shell::Options options;
  options.variables = variables_named(script.text(), scope, context.budget);
  shell::Script read = shell::parse(script, options);
  if (context.scripts != nullptr) {
    context.scripts->texts.push_back(script);
    std::move(read.written.begin(), read.written.end(),
              std::back_inserter(context.scripts->written));
  }
  return std::move(read.commands);
}

Document heredoc_script(const Document& document, const Heredoc& heredoc) {
  Document::Pieces pieces;
  const std::string_view text = document.text();
  for (std::uint32_t at = heredoc.body.begin; at < heredoc.body.end;) {
    while (heredoc.strips_tabs && at < heredoc.body.end && text[at] == '\t') ++at;
    const std::size_t feed = text.find('\n', at);
    const auto next = static_cast<std::uint32_t>(std::min<std::size_t>(
        feed == std::string_view::npos ? text.size() : feed + 1, heredoc.body.end));
    pieces.copy(document, {at, next});
    at = std::max(next, at + 1);
  }
  return document.embed("run.sh", std::move(pieces));
}

}  // namespace

std::vector<ShellCommand> commands_of_run(Context& context, const RawInstruction& raw,
                                          std::size_t from, const Instruction& instruction,
                                          const std::vector<std::string>& shell,
                                          const Scope& scope) {
  const Document& document = context.document;
  if (!instruction.shell_form) {
    // RUN ["program", "argument"]; nothing expands it.
    if (instruction.arguments.empty()) return {};
    ShellCommand command(instruction.arguments);
    command.origin = instruction.arguments.front().origin;
    command.origin.span.end =
        std::max(command.origin.span.end, instruction.arguments.back().origin.span.end);
    std::vector<ShellCommand> commands;
    commands.push_back(std::move(command));
    return commands;
  }
  if (!shell.empty() && !is_posix_shell(shell.front())) return {};
  if (raw.heredocs.size() == 1 && raw.heredocs.front().is_whole) {
    const Document script = heredoc_script(document, raw.heredocs.front());
    if (has_other_interpreter(script.text())) return {};
    return commands_of(context, script, scope);
  }
  Document::Pieces pieces;
  raw.line.copy_to(pieces, document, from, raw.line.text.size());
  if (!raw.heredocs.empty()) {
    const ByteSpan line = raw.line.span(from, raw.line.text.size());
    pieces.replace("\n", {line.end, line.end});
    pieces.copy(document, {raw.heredocs.front().body.begin, raw.heredocs.back().end.end});
  }
  return commands_of(context, document.embed("run.sh", std::move(pieces)), scope);
}

std::optional<Origin> program_that_steps_down(const Stage& stage) {
  const auto found = [](const std::vector<Item>& words) -> const Item* {
    for (const Item& word : words) {
      const std::string_view name = base_name(word.text.bytes());
      if (name == "gosu" || name == "su-exec") return &word;
    }
    return nullptr;
  };
  for (const Instruction& instruction : stage.instructions) {
    if (instruction.name == "COPY" || instruction.name == "ADD") {
      if (const Item* const file = found(instruction.arguments)) return file->origin;
    }
    for (const ShellCommand& command : instruction.commands) {
      if (const Item* const word = found(command.words)) return word->origin;
    }
  }
  return std::nullopt;
}

}  // namespace boltseal::dockerfile
