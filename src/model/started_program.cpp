#include "model/started_program.h"

#include "base/files.h"
#include "base/text.h"

namespace boltseal {
namespace {

std::expected<std::vector<std::string>, std::string> words_of_shell(std::string_view text) {
  if (text.find_first_of(";|&<>()`\n{}") != std::string_view::npos ||
      text.find("$(") != std::string_view::npos) {
    return std::unexpected("what its shell starts is more than one program");
  }
  std::vector<std::string> words;
  for (std::string_view word : split(text, ' ')) {
    word = trim(word);
    if (word.empty() || (words.empty() && word == "exec")) continue;
    if (word.size() > 1 && (word.front() == '"' || word.front() == '\'') &&
        word.back() == word.front()) {
      word = word.substr(1, word.size() - 2);
    }
    words.emplace_back(word);
  }
  return words;
}

}  // namespace

std::expected<StartedProgram, std::string> started_program(const Stage& stage) {
  const Value<Command>& entrypoint = stage.level.facts.get(fact::entrypoint);
  const Value<Command>& command = stage.level.facts.get(fact::command);
  StartedProgram started;
  std::string shell;
  const auto add = [&](const Value<Command>& part) {
    if (!part.is_known()) return;
    if (part->shell_form && !part->words.empty()) {
      shell = part->words.front().bytes();
    } else {
      for (const Text& word : part->words) started.words.push_back(word.bytes());
    }
  };
  add(entrypoint);
  const bool is_by_shell = !shell.empty();
  if (!is_by_shell) {
    add(command);
    if (!shell.empty() && !started.words.empty()) {
      return std::unexpected("its ENTRYPOINT gets a shell as its argument");
    }
  }
  const auto is_shell = [](std::string_view program) {
    const std::string_view name = base_name(program);
    return name == "sh" || name == "bash" || name == "ash";
  };
  if (shell.empty() && started.words.size() > 2 && is_shell(started.words[0]) &&
      started.words[1] == "-c") {
    shell = started.words[2];
  }
  if (!shell.empty()) {
    auto words = words_of_shell(shell);
    if (!words) return std::unexpected(std::move(words.error()));
    started.words = std::move(*words);
  }
  if (started.words.empty()) return std::unexpected("what it starts is not known");
  const std::string& program = started.words.front();
  if (is_shell(program) || program.ends_with(".sh")) {
    return std::unexpected("it starts a script, and what that needs is not known from this file");
  }
  if (program.find('$') != std::string::npos || program.find('=') != std::string::npos) {
    return std::unexpected("what it starts is not known");
  }
  return started;
}

}  // namespace boltseal
