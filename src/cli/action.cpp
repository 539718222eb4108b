#include "cli/action.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace boltseal {
namespace {

std::string choice_of(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) {
    text.append(text.empty() ? "" : name == names.back() ? " or " : ", ").append(name);
  }
  return text;
}

// What is wrong with the words and flags that go with an action; "" when nothing is.
std::string complaint(const CliAction& action, std::span<const Flag> flags,
                      const Arguments& arguments) {
  const std::string name(action.name);
  if (arguments.positional().size() > action.most_paths + 1) {
    return name + (action.most_paths == 0
                       ? " takes no path"
                       : " takes no more than " + counted(action.most_paths, "path"));
  }
  for (const Flag& flag : flags) {
    const bool is_its = action.flags.find(" " + std::string(flag.name) + " ") != std::string::npos;
    if (arguments.has(flag.name) && !is_its) {
      return "--" + std::string(flag.name) + " does not go with " + name;
    }
  }
  return {};
}

}  // namespace

std::vector<std::string_view> names_of(std::span<const CliAction> actions) {
  std::vector<std::string_view> names;
  for (const CliAction& action : actions) names.push_back(action.name);
  return names;
}

ExitCode run_action(const CliCommand& command, std::span<const CliAction> actions,
                    const Arguments& arguments, Console& console) {
  const auto wrong = [&](std::string text) {
    return wrong_usage(console, command.name, {std::move(text), {}, {}, {}});
  };
  const std::vector<std::string_view> names = names_of(actions);
  const auto& words = arguments.positional();
  if (words.empty()) return wrong("say what to do: " + choice_of(names));
  const auto action = std::ranges::find(actions, std::string_view(words[0]), &CliAction::name);
  if (action == actions.end()) {
    return wrong("there is no action \"" + sanitize(words[0]) + "\"" + suggestion(words[0], names));
  }
  std::string text = complaint(*action, command.flags, arguments);
  if (!text.empty()) return wrong(std::move(text));
  return action->run(arguments, console);
}

}  // namespace boltseal
