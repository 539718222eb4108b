#include <algorithm>
#include <string_view>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "sources/shell/names.h"
#include "sources/shell/prefixes.h"
#include "sources/shell/printed.h"
#include "sources/shell/walker.h"

namespace boltseal::shell {
namespace {

constexpr int nesting_limit = 6;

bool writes(const Redirect& redirect) {
  return redirect.kind == Redirect::Kind::write || redirect.kind == Redirect::Kind::append;
}

/// `$NAME` or `${NAME…}` and nothing else: what pieces() leaves of a word that is unknown.
bool is_one_expansion(std::string_view text) {
  if (text.size() < 2 || text[0] != '$') return false;
  if (text[1] == '{') return text.find('}') == text.size() - 1;
  return std::all_of(text.begin() + 1, text.end(), is_word);
}

}  // namespace

Stream Walker::simple(const Node& node, const Context& context) {
  if (!in_substitution_) key_ = node.span.begin;
  if (budget_.commands == 0) return nullptr;
  if (--budget_.commands == 0) {
    script_.errors.push_back(document_.error("the script runs more than 100,000 commands",
                                             node.span, "split it into several files"));
    return nullptr;
  }
  if (budget_.is_spent()) variables_.give_up();
  for (const Assignment& set : node.assignments) {
    substitutions(set.value, context);
    for (const Word& word : set.elements) substitutions(word, context);
  }
  for (const Word& word : node.words) substitutions(word, context);
  Stream input = context.input;
  for (const Redirect& redirect : node.redirects) {
    substitutions(redirect.target, context);
    if (Stream given = input_of(redirect, context)) input = std::move(given);
  }
  std::vector<Item> words;
  words.reserve(node.words.size());
  std::vector<const Word*> sources;  // of each word
  sources.reserve(node.words.size());
  for (const Word& word : node.words) {
    expander_.fields(word, words);
    sources.resize(words.size(), &word);
  }
  const bool is_declared = words.empty() || is_declaration(words[0].text.bytes());
  if (is_declared) {
    for (const Assignment& set : node.assignments) assign(set);
  }
  if (words.empty()) return nullptr;
  ShellCommand command(std::move(words));
  if (!is_declared) {
    for (const Assignment& set : node.assignments) {
      command.assignments.push_back(
          {set.name, expander_.single(set.value).text, document_.origin(set.span)});
    }
  }
  for (const Redirect& redirect : node.redirects) {
    if (!writes(redirect)) continue;
    command.redirects.push_back(expander_.single(redirect.target));
    if (redirect.kind == Redirect::Kind::append) {
      script_.appended.insert(command.redirects.back().text.bytes());
    }
  }
  command.origin = document_.origin({node.words.front().span.begin, node.words.back().span.end});
  command.piped_from_previous = context.piped;
  command.conditional = context.conditional;
  effects(command);
  Stream output;
  if (auto text = printed(node.words, expander_)) {
    output = std::make_shared<const Document::Pieces>(*std::move(text));
  }
  output = inner(std::move(command), sources, node, input, std::move(output));
  if (output) write_redirected(node.redirects, *output);
  return output;
}

void Walker::emit(ShellCommand command) {
  script_.commands.push_back(std::move(command));
  keys_.push_back(key_);
}

/// Lists the command, and the commands and scripts that it runs in turn, and the files that it
/// writes. Answers its output.
Stream Walker::inner(ShellCommand command, const std::vector<const Word*>& sources,
                     const Node& node, const Stream& input, Stream output) {
  std::size_t skipped = 0;
  for (int count = 0;; ++count) {
    const std::string_view program = base_name(command.words[0].text.bytes());
    if (program == "tee" && input) {
      tee(command, *input);
      output = input;
    } else if (program == "cat" && input &&
               (command.words.size() == 1 || command.words[1].text.bytes() == "-")) {
      output = input;
    }
    const Inner found = count < prefix_limit ? inner_of(command.words) : Inner{};
    if (found.kind == Inner::Kind::none) {
      emit(std::move(command));
      return output;
    }
    const Context around{.conditional = command.conditional, .piped = command.piped_from_previous};
    if (found.kind == Inner::Kind::script) {
      const Text text = command.words[found.at].text;
      emit(std::move(command));
      script(text, *sources[skipped + found.at], around);
      return output;
    }
    if (found.kind == Inner::Kind::standard_input) {
      emit(std::move(command));
      if (input) nested(document_.embed("stdin.sh", *input), around);
      return output;
    }
    ShellCommand started(
        {command.words.begin() + static_cast<std::ptrdiff_t>(found.at), command.words.end()});
    started.assignments = command.assignments;
    started.redirects = command.redirects;
    started.piped_from_previous = command.piped_from_previous;
    started.conditional = command.conditional;
    emit(std::move(command));
    if (budget_.commands == 0) return output;
    --budget_.commands;
    budget_.spend(Budget::word_cost * started.words.size());
    if (budget_.is_spent()) return output;
    skipped += found.at;
    started.origin = document_.origin({sources[skipped]->span.begin, node.words.back().span.end});
    command = std::move(started);
  }
}

void Walker::script(const Text& text, const Word& word, const Context& around) {
  Items fields;
  expander_.fields(word, fields);
  Document::Pieces pieces;
  if (fields.size() == 1) {
    expander_.pieces(word, pieces);
  } else {
    pieces.replace(text.bytes(), word.span);
  }
  nested(document_.embed("command.sh", std::move(pieces)), around);
}

void Walker::nested(const Document& document, const Context& around) {
  const std::size_t size = document.text().size();
  if (nesting_ >= nesting_limit || size > budget_.work) return;
  budget_.spend(size);
  Session::State shell{Variables({})};
  Walker walker(document, shell, budget_, nesting_ + 1, false, script_);
  walker.walk(around);
  keys_.resize(keys_.size() + walker.keys_.size(), key_);
}

Stream Walker::input_of(const Redirect& redirect, const Context& context) {
  if (!redirect.heredoc && redirect.kind != Redirect::Kind::here_string) return nullptr;
  const auto pieces = std::make_shared<Document::Pieces>();
  if (redirect.heredoc) {
    substitutions(redirect.heredoc->body, context);
    expander_.pieces(redirect.heredoc->body, *pieces);
  } else {
    expander_.pieces(redirect.target, *pieces);
    pieces->replace("\n", {redirect.target.span.end, redirect.target.span.end});
  }
  return pieces;
}

void Walker::tee(const ShellCommand& command, const Document::Pieces& input) {
  bool appended = false;
  for (std::size_t at = 1; at < command.words.size(); ++at) {
    const Text& word = command.words[at].text;
    if (word.bytes() == "-a" || word.bytes() == "--append") {
      appended = true;
    } else if (!word.bytes().starts_with('-')) {
      if (appended) script_.appended.insert(word.bytes());
      write_file(word, input, appended);
    }
  }
}

void Walker::write_file(Text path, const Document::Pieces& pieces, bool appended) {
  std::string name = path.bytes();
  if (name.empty() || name.starts_with("/dev/") || budget_.is_spent()) return;
  Document document = document_.embed(std::move(name), pieces);
  budget_.spend(document.text().size());
  const bool partial = is_one_expansion(trim(document.text()));
  script_.written.push_back({std::move(path), std::move(document), appended, partial});
}

void Walker::write_redirected(const std::vector<Redirect>& redirects,
                              const Document::Pieces& pieces) {
  for (const Redirect& redirect : redirects) {
    if (!redirect.is_stdout || !writes(redirect)) continue;
    write_file(expander_.single(redirect.target).text, pieces,
               redirect.kind == Redirect::Kind::append);
  }
}

}  // namespace boltseal::shell
