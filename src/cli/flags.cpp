#include <algorithm>
#include <array>

#include "base/edit_distance.h"
#include "base/text.h"
#include "cli/command.h"
#include "rules/profile.h"

namespace boltseal {
namespace {

std::vector<std::string_view> when_choices() { return {"auto", "always", "never"}; }

constexpr std::array common = {
    Flag{.name = "color",
         .value = "WHEN",
         .help = "Colour the output: auto (default), always or never",
         .choices = when_choices},
    Flag{.name = "help", .letter = 'h', .help = "Show this help"},
};

const Flag* find_flag(const CliCommand& command, auto matches) {
  for (const auto flags : {command.flags, common_flags()}) {
    const auto found = std::ranges::find_if(flags, matches);
    if (found != flags.end()) return &*found;
  }
  return nullptr;
}

Error unknown_flag(const CliCommand& command, std::string_view name) {
  std::vector<std::string_view> names;
  for (const auto flags : {command.flags, common_flags()}) {
    for (const Flag& flag : flags) names.push_back(flag.name);
  }
  return {"unknown flag --" + sanitize(name) + suggestion(name, names, "--"), {}, {}, {}};
}

// Why a value is not one of this flag's; "" when it is.
std::string refuse(const Flag& flag, std::string_view value) {
  const std::string name = "--" + std::string(flag.name);
  if (flag.is_number) {
    const auto number = parse_int(value);
    if (number && *number >= 1 && *number <= 4096) return {};
    return name + " needs a number from 1 to 4096, not \"" + sanitize(value) + "\"";
  }
  if (flag.refuse != nullptr) {
    const std::string reason = flag.refuse(value);
    return reason.empty() ? reason : name + ": " + reason;
  }
  if (flag.choices == nullptr) return {};
  const std::vector<std::string_view> choices = flag.choices();
  if (std::ranges::find(choices, value) != choices.end()) return {};
  std::string text = name + " does not know \"" + sanitize(value) + "\"";
  const std::string hint = suggestion(value, choices);
  if (!hint.empty() || choices.size() > 8) return text + hint;
  text += "; it is one of";
  for (const std::string_view choice : choices) {
    text.append(choice == choices.front() ? " " : ", ").append(choice);
  }
  return text;
}

}  // namespace

std::span<const Flag> common_flags() { return common; }

std::string_view Arguments::value(std::string_view flag, std::string_view otherwise) const {
  const auto found = flags_.find(flag);
  return found == flags_.end() ? otherwise : std::string_view(found->second.back());
}

std::span<const std::string> Arguments::values(std::string_view flag) const {
  const auto found = flags_.find(flag);
  if (found == flags_.end()) return {};
  return found->second;
}

std::string refuse_profile(std::string_view text) {
  const Result<AskedProfile> asked = parse_profile(text);
  return asked ? std::string() : asked.error().message;
}

Result<Arguments> parse(const CliCommand& command, std::span<const std::string_view> words) {
  Arguments arguments;
  bool only_positional = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view word = words[i];
    if (only_positional || word == "-" || !word.starts_with('-')) {
      if (arguments.positional_.size() == command.most_arguments) {
        return fail("unexpected argument \"" + sanitize(word) + "\"");
      }
      arguments.positional_.emplace_back(word);
      continue;
    }
    if (word == "--") {
      only_positional = true;
      continue;
    }
    // A word holds one long flag, or a row of letters of which the last may take a value.
    const bool is_long = word.starts_with("--");
    word.remove_prefix(is_long ? 2 : 1);
    while (!word.empty()) {
      const std::size_t equals = is_long ? word.find('=') : std::string_view::npos;
      const std::string_view name = is_long ? word.substr(0, equals) : word.substr(0, 1);
      const Flag* const flag = find_flag(command, [&](const Flag& candidate) {
        return is_long ? candidate.name == name : candidate.letter == name.front();
      });
      if (flag == nullptr && is_long) return std::unexpected(unknown_flag(command, name));
      if (flag == nullptr) return fail("unknown flag -" + sanitize(name));

      std::vector<std::string>& values = arguments.flags_[flag->name];
      if (flag->value.empty()) {
        if (equals != std::string_view::npos) {
          return fail("--" + std::string(name) + " takes no value");
        }
        values.emplace_back();
        word.remove_prefix(name.size());
        continue;
      }
      std::string_view value;
      if (equals != std::string_view::npos) {
        value = word.substr(equals + 1);
      } else if (!flag->implied.empty()) {
        value = flag->implied;
      } else if (!is_long && word.size() > 1) {
        value = word.substr(word[1] == '=' ? 2 : 1);
      } else if (i + 1 < words.size()) {
        value = words[++i];
      } else {
        return fail("--" + std::string(flag->name) + " needs a value: --" +
                    std::string(flag->name) + "=" + std::string(flag->value));
      }
      word = {};
      // The implied value is the table's own, and need not be one that can be written.
      const bool is_implied = !flag->implied.empty() && equals == std::string_view::npos;
      if (std::string reason = is_implied ? std::string() : refuse(*flag, value); !reason.empty()) {
        return fail(reason);
      }
      if (!values.empty() && !flag->repeatable) {
        return fail("--" + std::string(flag->name) + " was given twice");
      }
      values.emplace_back(value);
    }
  }
  return arguments;
}

}  // namespace boltseal
