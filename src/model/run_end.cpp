#include "model/run_end.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "model/rewrite.h"

namespace boltseal {
namespace {

// Whether `command` is what a sudo before it runs.
bool is_behind_sudo(const Instruction& run, const ShellCommand& command) {
  return std::ranges::any_of(run.commands, [&](const ShellCommand& each) {
    return each.program() == "sudo" && each.origin.file == command.origin.file &&
           each.origin.span.contains(command.origin.span);
  });
}

// What may stand behind the last word of the last command: redirections and the ends of compound
// commands. Anything else (a comment, `&`, an operator that waits for more) ends the step
// otherwise.
bool is_harmless_end(std::string_view rest) {
  // A continuation is a blank to the shell.
  std::string line(rest);
  for (std::size_t at = 0; at < line.size(); ++at) {
    const std::size_t next = line.find_first_not_of(" \t\r", at + 1);
    if (line[at] == '\\' && next != std::string::npos && line[next] == '\n')
      line.replace(at, next + 1 - at, next + 1 - at, ' ');
  }
  if (line.find_first_of("#|\\\n\"'`$") != std::string::npos) return false;
  const std::string_view text = trim(line);
  if (text.empty()) return true;
  if (text.ends_with('&') || text.find("&&") != std::string_view::npos) return false;
  if (text.front() == '>' || text.front() == '<' || text.starts_with("2>")) {
    return text.find_first_of(";(){}") == std::string_view::npos;
  }
  if (text == ")") return true;
  if (!text.starts_with(';')) return false;
  const std::string_view word = trim(text.substr(1));
  return word == "}" || word == "fi" || word == "done";
}

struct Line {
  std::string_view indent, text;  // the text without the continuation character
};

// The lines that hold commands, without comments and empty ones.
std::vector<Line> lines_of(std::string_view written) {
  std::vector<Line> lines;
  for (const std::string_view whole : split(written, '\n')) {
    std::string_view text = trim(whole);
    if (text.empty() || text.starts_with('#')) continue;
    const auto indent = static_cast<std::size_t>(text.data() - whole.data());
    if (text.ends_with('\\')) text = trim(text.substr(0, text.size() - 1));
    lines.push_back({whole.substr(0, indent), text});
  }
  return lines;
}

// The operator with its line break, as the step's own lines have it.
std::string separator(std::string_view written) {
  const std::vector<Line> lines = lines_of(written);
  const std::string end = " \\" + std::string(line_end_of(written));
  for (std::size_t at = lines.size(); at-- > 1;) {
    if (lines[at].text.starts_with("&&")) return end + std::string(lines[at].indent) + "&& ";
    if (lines[at - 1].text.ends_with("&&")) {
      return " &&" + end + std::string(lines[at].indent);
    }
  }
  const std::size_t set = written.find("set -e");
  for (std::size_t at = 1; set != std::string_view::npos && at < lines.size(); ++at) {
    // Behind `set -e` a failure ends the step as well.
    if (lines[at - 1].text.ends_with(';')) return ";" + end + std::string(lines[at].indent);
    if (lines[at].text.starts_with(';')) return end + std::string(lines[at].indent) + "; ";
  }
  return lines.size() > 1 ? end + std::string(lines.back().indent) + "&& " : " && ";
}

}  // namespace

std::optional<Change> append_command(const Instruction& run, const ShellCommand& with,
                                     std::string command) {
  if (!run.shell_form || run.commands.empty()) return std::nullopt;
  const std::string_view written = written_at(run.origin);
  if (written.find("<<") != std::string_view::npos) return std::nullopt;
  std::uint32_t last = run.origin.span.begin;
  for (const ShellCommand& each : run.commands) {
    if (each.origin.file != run.origin.file || !run.origin.span.contains(each.origin.span)) {
      return std::nullopt;
    }
    last = std::max(last, each.origin.span.end);
    if (each.program() == "exit" || each.program() == "exec") return std::nullopt;
  }
  if (!is_harmless_end(written.substr(last - run.origin.span.begin))) return std::nullopt;
  if (is_behind_sudo(run, with)) command = "sudo " + command;
  Rewriting rewriting;
  rewriting.insert_behind(run.origin, separator(written) + command);
  return rewriting.change(Safety::safe);
}

}  // namespace boltseal
