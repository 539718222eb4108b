#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/shell_command.h"
#include "sources/document.h"

namespace boltseal::shell {

/// A file that a script writes with a heredoc, echo or printf: `cat > /etc/docker/daemon.json
/// <<EOF`.
struct WrittenFile {
  Text path;
  Document document;  ///< Its text, leading back to the script's bytes.
  bool appended = false;
  /// All that it holds is one unknown word, or more is appended to it, or something unknown is
  /// written in its place: not a file of its kind.
  bool partial = false;

  bool is_whole() const { return !appended && !partial; }
};

/// What a script runs, read without running it: every simple command in file order, functions and
/// branches included, with words after quoting and after variables that the script itself assigns.
///
/// A word's origin is its bytes in the script, quotes included; behind it stand the assignments
/// that were put in (OriginKind::argument), at most six. A value that the environment may replace
/// (`${X:-d}` where nothing assigns X) is known as `d` with OriginKind::environment. Patterns and
/// braces are kept as written. Item::may_split tells a word that may hide any number of words.
///
/// A command behind a prefix (`sudo docker run`) follows the command with the prefix, and has the
/// same `piped_from_previous`; commands inside $(…) come before the command that uses them.
struct Script {
  std::vector<ShellCommand> commands;
  std::vector<WrittenFile> written;
  std::set<std::string> appended;  ///< Paths that something is appended to, as they are written.
  std::vector<Error> errors;  ///< An unterminated quote or heredoc; what stands before it was read.
};

/// One shell that reads several texts in turn (the items of a CI job's `script:`): what the first
/// assigns, the next sees. Copies are the same shell.
class Session {
 public:
  struct State;
  /// `variables` are known from outside.
  explicit Session(const std::map<std::string, Text>& variables = {});

 private:
  friend Script parse(const Document&, const struct Options&);
  std::shared_ptr<State> state_;
};

struct Options {
  /// Variables known from outside (ENV and ARG of a Dockerfile stage, `env:` of a CI step).
  std::map<std::string, Text> variables;
  /// The shell that reads the text, if it reads others as well; it has its own variables.
  std::optional<Session> session;
};

/// Reads POSIX sh and the parts of bash that occur in practice (arrays, [[ ]], $'…', here-strings,
/// process substitution). Bounded in depth and count. Commands inside $(…), `…`, `sh -c '…'`, `bash
/// <<EOF` and behind prefixes that run their arguments (sudo, env, exec, nohup, time, xargs,
/// timeout …) are listed as well.
Script parse(const Document& document, const Options& options = {});

/// What a command given as words runs (a list of a cloud-config's runcmd, a unit's ExecStart): the
/// command itself, and what stands behind prefixes and in `sh -c`.
Script parse_words(const Document& document, std::vector<Item> words);

/// Words of one command line without a shell: as systemd splits ExecStart= (systemd.service(5),
/// "Command lines"). `$NAME` alone may split; `${NAME}` and specifiers (`%i`) are unknown parts.
std::vector<Item> split_words(const Document& document, ByteSpan local,
                              const Options& options = {});

}  // namespace boltseal::shell
