#include <algorithm>
#include <string_view>
#include <utility>

#include "sources/shell/names.h"
#include "sources/shell/walker.h"

namespace boltseal::shell {
namespace {

// Longer arrays and values are not followed any further.
constexpr std::size_t array_limit = 4096;
constexpr std::size_t value_limit = 64u << 10;

}  // namespace

void Walker::assign(const Assignment& set) {
  const Origin origin = document_.origin(set.span);
  if (!in_functions_) ++assignments_[set.name];
  budget_.spend(Budget::word_cost);
  const Variable* const before = variables_.find(set.name);
  const bool extends = set.append && before && before->state == Variable::State::known;
  if (budget_.is_spent() || set.element || (set.append && !extends && !set.array)) {
    return variables_.forget(set.name, origin);
  }
  if (set.array) {
    Items words;
    if (set.append && !extends) {  // more words on top of what is not known
      words.push_back({Text::unknown("${" + set.name + "[@]}"), origin, true});
    }
    for (const Word& word : set.elements) expander_.fields(word, words);
    if (words.size() + (extends ? before->elements.size() : 0) > array_limit) {
      return variables_.forget(set.name, origin);
    }
    if (extends) return variables_.append(set.name, std::move(words));
    return variables_.set(set.name, {Variable::State::known, true, std::move(words), origin});
  }
  Item item = expander_.single(set.value);
  if (!extends) {
    if (item.text.bytes().size() > value_limit) return variables_.forget(set.name, origin);
    Variable value;
    value.origin = origin;
    value.elements.push_back(std::move(item));
    return variables_.set(set.name, std::move(value));
  }
  Variable value = *before;
  budget_.spend(Budget::word_cost * value.elements.size());
  if (value.elements.empty()) {
    value.elements.push_back(std::move(item));
  } else {
    Item& first = value.elements.front();
    budget_.spend(first.text.bytes().size());
    first.text.append(item.text);
    first.origin = extended(item.origin, first.origin);
  }
  if (value.elements.front().text.bytes().size() > value_limit) {
    return variables_.forget(set.name, origin);
  }
  variables_.set(set.name, std::move(value));
}

/// What builtins do to variables.
void Walker::effects(const ShellCommand& command) {
  const std::string_view program = command.words[0].text.bytes();
  const Origin& origin = command.origin;
  if (program == "source" || program == ".") {
    variables_.forget_all(origin);
  } else if (program == "eval") {
    const bool known = std::all_of(command.words.begin(), command.words.end(),
                                   [](const Item& word) { return word.text.is_known(); });
    if (!known) variables_.forget_all(origin);
  } else if (program == "set") {
    set_parameters(command, origin);
  } else if (program == "shift") {
    forget_parameters(origin);
  } else if (program == "local" || program == "unset") {
    for (std::size_t at = 1; at < command.words.size(); ++at) {
      const std::string& name = command.words[at].text.bytes();
      if (!is_name(name)) continue;
      Variable unset;
      unset.origin = origin;
      variables_.set(name, std::move(unset));
      if (!in_functions_) ++assignments_[name];
    }
  } else if (assigns_operands(program) || (program == "printf" && command.words.size() > 1 &&
                                           command.words[1].text.bytes() == "-v")) {
    for (std::size_t at = 1; at < command.words.size(); ++at) {
      const std::string& name = command.words[at].text.bytes();
      if (is_name(name)) variables_.forget(name, origin);
    }
  } else if (!shell_.functions.empty() && shell_.functions.contains(std::string(program))) {
    forget_functions(origin);
  }
}

/// set [options] [--] words: the positional parameters.
void Walker::set_parameters(const ShellCommand& command, const Origin& origin) {
  std::size_t at = 1;
  while (at < command.words.size() && command.words[at].text.bytes() != "--") {
    const std::string& word = command.words[at].text.bytes();
    if (word.empty() || (word[0] != '-' && word[0] != '+')) break;
    ++at;
    if (word.find('o', 1) != std::string::npos) ++at;  // the option's name: -o, -eo pipefail
  }
  if (at >= command.words.size()) return;
  if (command.words[at].text.bytes() == "--") ++at;
  Variable all;
  all.array = true;
  all.origin = origin;
  all.elements.assign(command.words.begin() + static_cast<std::ptrdiff_t>(at), command.words.end());
  budget_.spend(2 * Budget::word_cost * all.elements.size());
  bool open = false;  // after a word that may split, no position is certain
  for (std::size_t number = 1; number <= 9; ++number) {
    const std::string name = std::to_string(number);
    if (number > all.elements.size() || open || all.elements[number - 1].may_split) {
      open = open || number <= all.elements.size();
      if (open) {
        variables_.forget(name, origin);
      } else {
        variables_.set(name, Variable{});
      }
    } else {
      Variable one;
      one.origin = origin;
      one.elements.push_back(all.elements[number - 1]);
      variables_.set(name, std::move(one));
    }
  }
  variables_.set("*", all);
  variables_.set("@", std::move(all));
}

}  // namespace boltseal::shell
