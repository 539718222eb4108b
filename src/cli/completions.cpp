#include <array>
#include <string>

#include "cli/command.h"

namespace boltseal {
namespace {

std::vector<std::string_view> shells() { return {"bash", "zsh", "fish"}; }

// What a flag's value can be, in one word list; "" where it is free or a file.
std::string values_of(const Flag& flag) {
  std::string words;
  if (flag.choices == nullptr) return words;
  for (const std::string_view choice : flag.choices()) {
    words.append(words.empty() ? "" : " ").append(choice);
  }
  return words;
}

template <class Visit>
void each_flag(const CliCommand& command, Visit visit) {
  for (const auto flags : {command.flags, common_flags()}) {
    for (const Flag& flag : flags) visit(flag);
  }
}

// Commands whose words are no paths: what they can be.
std::string words_of(const CliCommand& command, std::span<const CliCommand* const> commands) {
  std::string words;
  const auto add = [&](std::string_view word) {
    words.append(words.empty() ? "" : " ").append(word);
  };
  if (command.name == help_command.name) {
    for (const CliCommand* each : commands) add(each->name);
  } else if (command.words != nullptr) {
    for (const std::string_view word : command.words()) add(word);
  }
  return words;
}

std::string bash(std::span<const CliCommand* const> commands) {
  std::string names, cases;
  for (const CliCommand* command : commands) {
    names.append(names.empty() ? "" : " ").append(command->name);
    std::string flags, values;
    each_flag(*command, [&](const Flag& flag) {
      flags.append(" --").append(flag.name);
      if (!flag.value.empty() && flag.implied.empty()) flags += "=";
      if (const std::string words = values_of(flag); !words.empty()) {
        values.append("        --")
            .append(flag.name)
            .append(") words='")
            .append(words)
            .append("' ;;\n");
      } else if (!flag.value.empty()) {
        values.append("        --").append(flag.name).append(") words= ;;\n");
      }
    });
    cases += "    " + std::string(command->name) + ")\n      case $flag in\n" + values +
             "        *) words='" + words_of(*command, commands) + "'; flags='" + flags +
             "' ;;\n      esac ;;\n";
  }
  return R"(# bash completion for boltseal; made by `boltseal completions bash`
_boltseal() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} flag= flags= words=
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W ')" +
         names + R"( --help --version' -- "$word"))
    return
  fi
  # "=" is a word of its own: --format = js
  if [[ $word == '=' ]]; then flag=$before word=
  elif [[ $before == '=' ]]; then flag=${COMP_WORDS[COMP_CWORD-2]}
  elif [[ $before == --* ]]; then flag=$before
  fi
  case ${COMP_WORDS[1]} in
)" + cases +
         R"(    *) return ;;
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
    [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace
  elif [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
    compopt -o filenames
  fi
}
complete -F _boltseal boltseal
)";
}

// Inside single quotes of zsh and fish.
std::string quoted(std::string_view text, std::string_view also = {}) {
  std::string safe;
  for (const char c : text) {
    if (c == '\'') {
      safe += "'\\''";
    } else {
      if (also.find(c) != std::string_view::npos) safe += '\\';
      safe += c;
    }
  }
  return safe;
}

std::string zsh(std::span<const CliCommand* const> commands) {
  std::string names, cases;
  for (const CliCommand* command : commands) {
    names += "    '" + std::string(command->name) + ":" + quoted(command->summary) + "'\n";
    cases += "    " + std::string(command->name) + ")\n      _arguments -s \\\n";
    each_flag(*command, [&](const Flag& flag) {
      std::string spec = flag.repeatable ? "*--" : "--";
      spec.append(flag.name);
      if (!flag.value.empty()) spec += flag.implied.empty() ? "=" : "=-";
      spec += "[" + quoted(flag.help, "[]:") + "]";
      if (!flag.value.empty()) {
        const std::string words = values_of(flag);
        spec += flag.implied.empty() ? ":" : "::";
        spec.append(flag.value).append(":").append(words.empty() ? "_files" : "(" + words + ")");
      }
      cases += "        '" + spec + "' \\\n";
    });
    const std::string words = words_of(*command, commands);
    cases += "        '*:argument:" + (words.empty() ? "_files" : "(" + words + ")") + "' ;;\n";
  }
  return "#compdef boltseal\n# zsh completion for boltseal; made by `boltseal completions zsh`\n"
         "_boltseal() {\n  local -a commands=(\n" +
         names +
         "  )\n  if ((CURRENT == 2)); then\n    _describe command commands\n    return\n  fi\n"
         "  local command=$words[2]\n  shift words\n  ((CURRENT--))\n  case $command in\n" +
         cases + "  esac\n}\n_boltseal \"$@\"\n";
}

std::string fish(std::span<const CliCommand* const> commands) {
  std::string text = "# fish completion for boltseal; made by `boltseal completions fish`\n";
  for (const CliCommand* command : commands) {
    text += "complete -c boltseal -n __fish_use_subcommand -f -a " + std::string(command->name) +
            " -d '" + quoted(command->summary) + "'\n";
    const std::string here =
        "complete -c boltseal -n '__fish_seen_subcommand_from " + std::string(command->name) + "'";
    each_flag(*command, [&](const Flag& flag) {
      text += here + " -l " + std::string(flag.name);
      if (flag.letter != 0) text += " -s " + std::string(1, flag.letter);
      const std::string words = values_of(flag);
      if (!words.empty()) {
        text += " -x -a '" + words + "'";
      } else if (!flag.value.empty()) {
        text += " -r";
      }
      text += " -d '" + quoted(flag.help) + "'\n";
    });
    if (const std::string words = words_of(*command, commands); !words.empty()) {
      text += here + " -f -a '" + words + "'\n";
    }
  }
  return text;
}

ExitCode run_completions(const Arguments& arguments, Console& console) {
  const std::vector<std::string_view> known = shells();
  const std::string shell =
      arguments.positional().empty() ? std::string() : arguments.positional().front();
  if (shell == "bash") {
    console.out.write(bash(console.commands));
  } else if (shell == "zsh") {
    console.out.write(zsh(console.commands));
  } else if (shell == "fish") {
    console.out.write(fish(console.commands));
  } else {
    return wrong_usage(
        console, "completions",
        {"completions needs a shell: bash, zsh or fish" + suggestion(shell, known), {}, {}, {}});
  }
  return ExitCode::clean;
}

constexpr std::array examples = {
    Example{"source <(boltseal completions bash)",
            "In this shell, and in every one from ~/.bashrc"},
    Example{"boltseal completions fish > ~/.config/fish/completions/boltseal.fish", "For fish"},
};

}  // namespace

extern const CliCommand completions_command{
    .name = "completions",
    .arguments = "SHELL",
    .summary = "Write completions for bash, zsh or fish",
    .description = {},
    .examples = examples,
    .flags = {},
    .most_arguments = 1,
    .words = shells,
    .run = run_completions,
};

}  // namespace boltseal
