#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/text.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "report/text_layout.h"

namespace boltseal {
namespace {

const CliCommand* find_command(std::span<const CliCommand* const> commands, std::string_view name) {
  const auto found = std::ranges::find_if(
      commands, [&](const CliCommand* command) { return command->name == name; });
  return found == commands.end() ? nullptr : *found;
}

// `--color` counts wherever it stands, also when the rest of the line is wrong.
std::string_view color_of(std::span<const std::string_view> words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--") break;
    if (words[i].starts_with("--color=")) return words[i].substr(8);
    if (words[i] == "--color" && i + 1 < words.size()) return words[i + 1];
  }
  return "auto";
}

ExitCode dispatch(std::span<const std::string_view> words, Console& console) {
  // Flags before the command belong to no command: only these make sense there.
  while (!words.empty() && words.front().starts_with("--color")) {
    words = words.subspan(words.front() == "--color" ? std::min<std::size_t>(2, words.size()) : 1);
  }
  if (words.empty()) {
    console.err.write(overview(console));
    return ExitCode::usage;
  }
  const std::string_view name = words.front();
  if (name == "--version" || name == "-V") {
    console.out.write("boltseal " + std::string(version()) + "\n");
    return ExitCode::clean;
  }
  if (name == "--help" || name == "-h") {
    console.out.write(overview(console));
    return ExitCode::clean;
  }
  const CliCommand* const command = find_command(console.commands, name);
  if (command == nullptr) {
    std::vector<std::string_view> names = {"--version", "--help"};
    for (const CliCommand* candidate : console.commands) names.push_back(candidate->name);
    const std::string what = name.starts_with('-') ? "unknown flag " : "unknown command ";
    return wrong_usage(console, {}, {what + sanitize(name) + suggestion(name, names), {}, {}, {}});
  }
  const Result<Arguments> arguments = parse(*command, words.subspan(1));
  if (!arguments) return wrong_usage(console, command->name, arguments.error());
  if (arguments->has("help")) {
    write_help(*command, console);
    return ExitCode::clean;
  }
  return command->run(*arguments, console);
}

}  // namespace

std::string_view version() { return BOLTSEAL_VERSION; }

ExitCode wrong_usage(Console& console, std::string_view command, const Error& error) {
  std::string text = paint(console.err_color, Paint::high, "error");
  text.append(": ").append(error.message);
  if (!error.path.empty()) text.append(": ").append(sanitize(error.path));
  if (!error.message.ends_with('?')) {
    text.append("; see boltseal help");
    if (!command.empty()) text.append(" ").append(command);
  }
  text += "\n";
  console.err.write(text);
  return ExitCode::usage;
}

ExitCode run(std::span<const CliCommand* const> commands, std::span<const std::string_view> words) {
  StreamOutput out(stdout), err(stderr);
  const std::string_view when = color_of(words);
  Console console{out,
                  err,
                  wants_color(STDOUT_FILENO, when),
                  wants_color(STDERR_FILENO, when),
                  terminal_width(STDOUT_FILENO),
                  terminal_width(STDERR_FILENO),
                  commands};
  const ExitCode code = dispatch(words, console);
  // A report that did not arrive must not look like a clean one.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    console.err.write(
        "error: standard output cannot be written: " + std::string(std::strerror(errno)) + "\n");
    return code == ExitCode::clean ? ExitCode::gaps : code;
  }
  return code;
}

}  // namespace boltseal
