#include "sources/shell/shell.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "sources/shell/prefixes.h"
#include "sources/shell/walker.h"

namespace boltseal::shell {
namespace {

/// Where a word's text stands: inside its quotes when these are all that differs.
ByteSpan inside_quotes(const Document& document, const Item& word) {
  const auto local = document.to_local(word.origin.span);
  if (!local) return {0, 0};
  const std::string_view raw = document.at(*local);
  const std::string& text = word.text.bytes();
  if (raw.size() == text.size() + 2 && raw.substr(1, text.size()) == text) {
    return {local->begin + 1, local->end - 1};
  }
  return *local;
}

}  // namespace

Script parse_words(const Document& document, std::vector<Item> words) {
  Script script;
  for (int count = 0; count < prefix_limit && !words.empty(); ++count) {
    ShellCommand command(words);
    command.origin = words.front().origin;
    command.origin.span.end = std::max(command.origin.span.end, words.back().origin.span.end);
    script.commands.push_back(std::move(command));
    const Inner found = inner_of(words);
    if (found.kind == Inner::Kind::script) {
      const Item& word = words[found.at];
      const ByteSpan place = inside_quotes(document, word);
      Document::Pieces pieces;
      if (document.at(place) == word.text.bytes()) {
        pieces.copy(document, place);
      } else {
        pieces.replace(word.text.bytes(), place);
      }
      const Document inner = document.embed("command.sh", std::move(pieces));
      Session::State shell{Variables({})};
      Walker(inner, shell, shell.budget, 1, false, script).walk({});
      break;
    }
    if (found.kind != Inner::Kind::command) break;
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(found.at));
  }
  return script;
}

Session::Session(const std::map<std::string, Text>& variables)
    : state_(std::make_shared<State>(State{Variables(variables)})) {}

Script parse(const Document& document, const Options& options) {
  Script script;
  const Session session = options.session ? *options.session : Session(options.variables);
  Session::State& shell = *session.state_;
  const bool was_spent = shell.budget.is_spent();
  Walker(document, shell, shell.budget, 0, options.session.has_value(), script).walk({});
  // What is appended later, or put in its place, is not in a file that is written before.
  std::set<std::string> changed = script.appended;
  for (const WrittenFile& file : script.written) {
    if (file.partial) changed.insert(file.path.bytes());
  }
  for (WrittenFile& file : script.written) {
    file.partial = file.partial || changed.contains(file.path.bytes());
  }
  if (shell.budget.is_spent() && !was_spent) {
    script.errors.push_back(document.error(
        "the script's variables grow beyond 16 MiB; what comes after that is not followed", {0, 0},
        "check whether this is a script that people wrote"));
  }
  return script;
}

}  // namespace boltseal::shell
