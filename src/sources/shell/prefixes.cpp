#include "sources/shell/prefixes.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/files.h"
#include "base/text.h"

namespace boltseal::shell {
namespace {

struct Prefix {
  std::string_view program;
  std::string_view valued;   ///< Short options that take the next word as their value.
  std::size_t operands = 0;  ///< Words before the command: timeout's duration.
  bool assignments = false;  ///< NAME=value may stand before the command.
};

// From the programs' manual pages (sudo 1.9, coreutils 9, util-linux 2.38, findutils 4.9).
constexpr std::array prefixes = {
    Prefix{"sudo", "ughpCTrtURD", 0, true},
    Prefix{"doas", "uC"},
    Prefix{"env", "uCS", 0, true},
    Prefix{"exec", "a"},
    Prefix{"nohup", ""},
    Prefix{"setsid", ""},
    Prefix{"time", "fo"},
    Prefix{"nice", "n"},
    Prefix{"ionice", "cnpP"},
    Prefix{"timeout", "ks", 1},
    Prefix{"command", ""},
    Prefix{"builtin", ""},
    Prefix{"xargs", "InPLdasEl"},
    Prefix{"stdbuf", "ioe"},
    Prefix{"chroot", "", 1},
    Prefix{"gosu", "", 1},
    Prefix{"su-exec", "", 1},
    Prefix{"setpriv", ""},
    Prefix{"tini", "pe"},
    Prefix{"dumb-init", "r"},
    Prefix{"unshare", "SGRw"},
    Prefix{"systemd-run", "uptMHPE"},
    Prefix{"systemd-cat", "tp"},
    Prefix{"flock", "wE", 1},
    Prefix{"watch", "n"},
    Prefix{"chronic", ""},
    Prefix{"eatmydata", ""},
};

// Long options of the same programs whose value is the next word; others are written with "=".
constexpr std::array<std::string_view, 14> valued_long = {
    "--user",     "--group",      "--host",       "--prompt", "--chdir",     "--unset", "--signal",
    "--property", "--kill-after", "--adjustment", "--class",  "--classdata", "--slice", "--unit"};

bool is_shell(std::string_view program) {
  static constexpr std::array<std::string_view, 8> shells = {"sh",  "bash", "dash",  "ash",
                                                             "ksh", "zsh",  "rbash", "mksh"};
  return std::find(shells.begin(), shells.end(), program) != shells.end();
}

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == 0 || equals == std::string_view::npos || is_digit(word[0])) return false;
  return std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals), is_word);
}

Inner command_at(std::span<const Item> words, std::size_t at) {
  if (at >= words.size()) return {};
  return {Inner::Kind::command, at};
}

/// sh [-options] [-o name] [-c script | file]
Inner of_shell(std::span<const Item> words) {
  bool takes_script = false;
  bool reads_input = false;
  for (std::size_t at = 1; at < words.size(); ++at) {
    const std::string_view word = words[at].text.bytes();
    if (words[at].text.is_known() && word.size() > 1 && (word[0] == '-' || word[0] == '+')) {
      if (word == "--") continue;
      if (word.starts_with("--")) {
        if (word == "--rcfile" || word == "--init-file") ++at;
        continue;
      }
      if (word.find('c') != std::string_view::npos) takes_script = true;
      if (word.find('s') != std::string_view::npos) reads_input = true;
      if (word.find('o') != std::string_view::npos || word.find('O') != std::string_view::npos)
        ++at;
      continue;
    }
    if (takes_script) return {Inner::Kind::script, at};
    if (reads_input || word == "-" || word == "/dev/stdin")
      return {Inner::Kind::standard_input, at};
    return {};  // a script file
  }
  return takes_script ? Inner{} : Inner{Inner::Kind::standard_input, 0};
}

/// su [options] [-] [user] [-c script]
Inner of_su(std::span<const Item> words) {
  for (std::size_t at = 1; at + 1 < words.size(); ++at) {
    const std::string_view word = words[at].text.bytes();
    if (word == "--command" ||
        (word.size() > 1 && word[0] == '-' && word[1] != '-' && word.back() == 'c')) {
      return {Inner::Kind::script, at + 1};
    }
  }
  return {Inner::Kind::standard_input, 0};
}

/// ssh [options] host [command …]: the remote shell reads the words joined by blanks.
Inner of_ssh(std::span<const Item> words) {
  std::size_t at = 1;
  for (; at < words.size(); ++at) {
    const std::string_view word = words[at].text.bytes();
    if (words[at].may_split) continue;
    if (word.size() < 2 || word[0] != '-') break;
    if (word.size() == 2 &&
        std::string_view("BbcDEeFIiJLlmOopQRSWw").find(word[1]) != std::string_view::npos) {
      ++at;
    }
  }
  ++at;  // the host
  if (at < words.size() && words[at].text.bytes() == "--") ++at;
  if (at >= words.size()) return {Inner::Kind::standard_input, 0};
  return {at + 1 == words.size() ? Inner::Kind::script : Inner::Kind::command, at};
}

Inner of_prefix(const Prefix& prefix, std::span<const Item> words) {
  std::size_t at = 1;
  std::size_t operands = prefix.operands;
  for (; at < words.size(); ++at) {
    const std::string_view word = words[at].text.bytes();
    if (words[at].may_split && at + 1 < words.size()) continue;  // `sudo $OPTS docker …`
    if (word == "--") {
      ++at;
      break;
    }
    if (word.size() > 1 && word[0] == '-') {
      if (prefix.program == "command" && word.find_first_of("vV") != std::string_view::npos) {
        return {};
      }
      if (word.starts_with("--")) {
        if (std::find(valued_long.begin(), valued_long.end(), word) != valued_long.end()) ++at;
      } else if (prefix.valued.find(word.back()) != std::string_view::npos &&
                 (word.size() == 2 || !is_digit(word.back()))) {
        // In a cluster of letters only the last can take the next word.
        const bool attached =
            word.size() > 2 && prefix.valued.find(word[1]) != std::string_view::npos;
        if (!attached) ++at;
      }
      continue;
    }
    if (prefix.assignments && is_assignment(word)) continue;
    if (operands == 0) break;
    --operands;
  }
  // "flock FILE -c '…'"
  if (prefix.program == "flock" && at + 1 < words.size() && words[at].text.bytes() == "-c") {
    return {Inner::Kind::script, at + 1};
  }
  return command_at(words, at);
}

}  // namespace

Inner inner_of(std::span<const Item> words) {
  const Item& first = words.front();
  if (!first.text.is_known()) {
    // `$SUDO docker …`: the first word may well be nothing.
    if (first.may_split && words.size() > 1 && words[1].text.is_known())
      return command_at(words, 1);
    return {};
  }
  const std::string_view program = base_name(first.text.bytes());
  if (is_shell(program)) return of_shell(words);
  if (program == "su" || program == "runuser") return of_su(words);
  if (program == "ssh") return of_ssh(words);
  if (program == "eval" || program == "trap") {
    const std::size_t at = words.size() > 1 && words[1].text.bytes() == "--" ? 2 : 1;
    if (at >= words.size()) return {};
    if (program == "trap" || at + 1 == words.size()) return {Inner::Kind::script, at};
    return command_at(words, at);
  }
  for (const Prefix& prefix : prefixes) {
    if (prefix.program == program) return of_prefix(prefix, words);
  }
  return {};
}

}  // namespace boltseal::shell
