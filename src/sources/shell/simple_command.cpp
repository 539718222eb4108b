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
  ShellCommand command;
  command.words.reserve(node.words.size());
  std::vector<const Word*> sources;  // of each word of the command
  sources.reserve(node.words.size());
  for (const Word& word : node.words) {
    expander_.fields(word, command.words);
    sources.resize(command.words.size(), &word);
  }
  if (command.words.empty() || is_declaration(command.words[0].text.bytes())) {
    for (const Assignment& set : node.assignments) assign(set);
  } else {
    for (const Assignment& set : node.assignments) {
      command.assignments.push_back(
          {set.name, expander_.single(set.value).text, document_.origin(set.span)});
    }
  }
  if (command.words.empty()) return nullptr;
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
    emit(command);
    if (found.kind == Inner::Kind::script) {
      script(command, *sources[skipped + found.at], found.at);
      return output;
    }
    if (found.kind == Inner::Kind::standard_input) {
      if (input) nested(document_.embed("stdin.sh", *input), command);
      return output;
    }
    if (budget_.commands == 0) return output;
    --budget_.commands;
    budget_.spend(Budget::word_cost * (command.words.size() - found.at));
    if (budget_.is_spent()) return output;
    skipped += found.at;
    command.words.erase(command.words.begin(),
                        command.words.begin() + static_cast<std::ptrdiff_t>(found.at));
    command.origin = document_.origin({sources[skipped]->span.begin, node.words.back().span.end});
  }
}

void Walker::script(const ShellCommand& command, const Word& word, std::size_t at) {
  Items fields;
  expander_.fields(word, fields);
  Document::Pieces pieces;
  if (fields.size() == 1) {
    expander_.pieces(word, pieces);
  } else {
    pieces.replace(command.words[at].text.bytes(), word.span);
  }
  nested(document_.embed("command.sh", std::move(pieces)), command);
}

void Walker::nested(const Document& document, const ShellCommand& command) {
  const std::size_t size = document.text().size();
  if (nesting_ >= nesting_limit || size > budget_.work) return;
  budget_.spend(size);
  Context context;
  context.conditional = command.conditional;
  context.piped = command.piped_from_previous;
  Session::State shell{Variables({})};
  Walker walker(document, shell, budget_, nesting_ + 1, false, script_);
  walker.walk(context);
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
