#include "sources/shell/shell.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "sources/shell/expand.h"
#include "sources/shell/parser.h"
#include "sources/shell/prefixes.h"
#include "sources/shell/printed.h"
#include "sources/shell/variables.h"

namespace boltseal::shell {
namespace {

constexpr int nesting_limit = 6;
constexpr int prefix_limit = 16;

using Names = std::unordered_set<std::string>;

/// Among names that a node assigns: it calls a function, which may assign what any of them does.
const std::string any_function = "()";

/// What a command is surrounded by.
struct Context {
  bool conditional = false;
  bool piped = false;
  std::optional<Document::Pieces> input;  ///< Standard input, when it is known.
};

std::string_view plain(const Word& word) {
  if (word.parts.size() != 1 || word.parts[0].kind != Part::Kind::literal) return {};
  return word.parts[0].text;
}

bool is_name(std::string_view word) {
  return !word.empty() && !is_digit(word[0]) && std::all_of(word.begin(), word.end(), is_word);
}

bool is_declaration(std::string_view program) {
  return program == "export" || program == "readonly" || program == "local" ||
         program == "declare" || program == "typeset";
}

/// Programs whose operands are names that they assign.
bool assigns_operands(std::string_view program) {
  return program == "read" || program == "mapfile" || program == "readarray" ||
         program == "getopts" || program == "unset" || program == "let";
}

/// Follows a script's control flow as far as it matters for values: what surely ran, what perhaps.
class Walker {
 public:
  Walker(Document document, const std::map<std::string, Text>& outside, Budget& budget, int nesting,
         Script& script)
      : document_(std::move(document)),
        variables_(outside),
        budget_(budget),
        nesting_(nesting),
        script_(script),
        expander_(document_, variables_, budget_) {}

  void walk(const Context& context) {
    const Node all = parse_script(document_, script_.errors);
    const std::size_t first = script_.commands.size();
    run(all, context);
    run_functions();
    if (functions_.empty()) return;
    // Functions were read last, with what the whole script assigned: back to the order of the file.
    std::vector<std::size_t> order(keys_.size());
    for (std::size_t at = 0; at < order.size(); ++at) order[at] = at;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return keys_[a] < keys_[b]; });
    std::vector<ShellCommand> sorted;
    sorted.reserve(order.size());
    for (const std::size_t at : order) sorted.push_back(std::move(script_.commands[first + at]));
    std::move(sorted.begin(), sorted.end(),
              script_.commands.begin() + static_cast<std::ptrdiff_t>(first));
  }

 private:
  /// Answers what the node writes to standard output, when that can be told.
  std::optional<Document::Pieces> run(const Node& node, const Context& context) {
    switch (node.kind) {
      case Node::Kind::simple: return simple(node, context);
      case Node::Kind::sequence: return sequence(node, context);
      case Node::Kind::pipeline: return pipeline(node, context);
      case Node::Kind::and_or: and_or(node, context); return std::nullopt;
      case Node::Kind::branch: branch(node, context); break;
      case Node::Kind::choice: choice(node, context); break;
      case Node::Kind::loop:
      case Node::Kind::for_each: loop(node, context); break;
      case Node::Kind::function: define(node); return std::nullopt;
      case Node::Kind::group:
      case Node::Kind::subshell: return group(node, context);
    }
    for (const Redirect& redirect : node.redirects) substitutions(redirect.target, context);
    return std::nullopt;
  }

  static Context inside(const Context& context) {
    Context inner;
    inner.conditional = context.conditional;
    return inner;
  }

  std::optional<Document::Pieces> sequence(const Node& node, const Context& context) {
    std::optional<Document::Pieces> output;
    for (std::size_t at = 0; at < node.children.size(); ++at) {
      auto next = run(node.children[at], at == 0 ? context : inside(context));
      // Several known outputs would have to be joined; the first is what matters.
      if (!output) output = std::move(next);
    }
    return output;
  }

  std::optional<Document::Pieces> group(const Node& node, const Context& context) {
    const std::size_t mark = variables_.mark();
    for (const Word& word : node.words) substitutions(word, context);
    std::optional<Document::Pieces> output;
    Context first = context;
    for (const Redirect& redirect : node.redirects) {
      substitutions(redirect.target, context);
      if (auto input = input_of(redirect, context)) first.input = std::move(input);
    }
    for (const Node& child : node.children) output = run(child, first);
    if (node.kind == Node::Kind::subshell) variables_.restore(mark);
    if (output) write_redirected(node.redirects, *output);
    return output;
  }

  std::optional<Document::Pieces> pipeline(const Node& node, const Context& context) {
    Context next = context;
    for (const Node& child : node.children) {
      const std::size_t mark = variables_.mark();
      auto output = run(child, next);
      variables_.restore(mark);
      next = inside(context);
      next.piped = true;
      next.input = std::move(output);
    }
    return std::move(next.input);
  }

  void and_or(const Node& node, const Context& context) {
    run(node.children[0], context);
    const std::size_t mark = variables_.mark();
    bool certain = only_assigns(node.children[0]);
    Context next = inside(context);
    for (std::size_t at = 1; at < node.children.size(); ++at) {
      if (node.links[at - 1] == '|') {
        // What the left side assigned may or may not have happened.
        next.conditional = true;
        forget(variables_.changed_since(mark), document_.origin(node.children[at].span));
        certain = false;
      }
      run(node.children[at], next);
      if (!only_assigns(node.children[at]) && at + 1 < node.children.size()) certain = false;
      if (!certain && at + 1 == node.children.size()) {
        forget(variables_.changed_since(mark), document_.origin(node.span));
      }
    }
  }

  static bool only_assigns(const Node& node) {
    return node.kind == Node::Kind::simple && node.words.empty();
  }

  void branch(const Node& node, const Context& context) {
    run(node.children[0], context);
    Context inner = inside(context);
    inner.conditional = true;
    Names changed;
    for (std::size_t at = 1; at < node.children.size(); ++at) {
      const std::size_t mark = variables_.mark();
      run(node.children[at], inner);
      changed.merge(variables_.changed_since(mark));
      variables_.restore(mark);
    }
    forget(changed, document_.origin(node.span));
  }

  void choice(const Node& node, const Context& context) {
    for (const Word& word : node.words) substitutions(word, context);
    Context inner = inside(context);
    inner.conditional = true;
    Names changed;
    for (const Node& child : node.children) {
      const std::size_t mark = variables_.mark();
      run(child, inner);
      changed.merge(variables_.changed_since(mark));
      variables_.restore(mark);
    }
    forget(changed, document_.origin(node.span));
  }

  void loop(const Node& node, const Context& context) {
    const Origin origin = document_.origin(node.span);
    for (const Word& word : node.words) substitutions(word, context);
    // A second turn sees what the first one assigned.
    Names assigned;
    for (const Node& child : node.children) collect(child, assigned);
    if (!node.name.empty()) assigned.insert(node.name);
    forget(assigned, origin);
    Context inner = inside(context);
    if (node.kind == Node::Kind::loop && node.children.size() > 1) {
      run(node.children[0], context);
    }
    inner.conditional = true;
    run(node.children.back(), inner);
    forget(assigned, origin);
  }

  void define(const Node& node) {
    Names assigned;
    collect(node.children[0], assigned);
    for (const std::string& name : assigned) ++assignments_[name];
    assigned_in_functions_.merge(assigned);
    if (!node.name.empty()) function_names_.insert(node.name);
    functions_.push_back(&node);
  }

  /// The bodies, once each: when they are called is not followed, so a variable counts only if the
  /// whole script assigns it once.
  void run_functions() {
    if (functions_.empty()) return;
    in_functions_ = true;
    const Origin first = document_.origin(functions_[0]->span);
    for (const auto& [name, count] : assignments_) {
      const Variable* const value = variables_.find(name);
      if (count > 1 && value && value->state == Variable::State::known) {
        variables_.forget(name, first);
      }
    }
    forget_parameters(first);
    Context context;
    context.conditional = true;
    for (std::size_t at = 0; at < functions_.size(); ++at) {  // bodies may define more
      const std::size_t mark = variables_.mark();
      run(functions_[at]->children[0], context);
      variables_.restore(mark);
    }
  }

  void forget_parameters(const Origin& because) {
    for (const char* name : {"@", "*", "1", "2", "3", "4", "5", "6", "7", "8", "9"}) {
      variables_.forget(name, because);
    }
  }

  void forget(const Names& names, const Origin& because) {
    for (const std::string& name : names) {
      if (name == any_function) {
        forget_functions(because);
      } else {
        variables_.forget(name, because);
      }
    }
  }

  /// What some function assigned: which of them a call runs in turn is not followed.
  void forget_functions(const Origin& because) {
    if (assigned_in_functions_.size() > 200) return variables_.forget_all(because);
    for (const std::string& name : assigned_in_functions_) {
      if (name != any_function) variables_.forget(name, because);
    }
  }

  /// The names that a node may assign in the shell that runs it.
  void collect(const Node& node, Names& names) const {
    if (node.kind == Node::Kind::subshell || node.kind == Node::Kind::function) return;
    if (node.kind == Node::Kind::simple) {
      const std::string_view program =
          node.words.empty() ? std::string_view() : plain(node.words[0]);
      if (node.words.empty() || is_declaration(program)) {
        if (program == "local") return;
        for (const Assignment& set : node.assignments) names.insert(set.name);
      }
      if (assigns_operands(program) || program == "printf") {
        for (const Word& word : node.words) {
          if (is_name(plain(word))) names.insert(std::string(plain(word)));
        }
      }
      if (program == "set" || program == "shift") names.insert({"@", "1", "2", "3", "4"});
      if (function_names_.contains(std::string(program))) names.insert(any_function);
      return;
    }
    if (node.kind == Node::Kind::for_each && !node.name.empty()) names.insert(node.name);
    for (const Node& child : node.children) collect(child, names);
  }

  /// Runs the commands inside $(…) of a word.
  void substitutions(const Word& word, const Context& context) {
    for (const Part& part : word.parts) {
      if (part.commands) {
        const std::size_t mark = variables_.mark();
        const bool outer = std::exchange(in_substitution_, true);
        run(*part.commands, inside(context));
        in_substitution_ = outer;
        variables_.restore(mark);
      }
      if (part.argument) substitutions(*part.argument, context);
    }
  }

  void assign(const Assignment& set) {
    const Origin origin = document_.origin(set.span);
    if (!in_functions_) ++assignments_[set.name];
    const Variable* const before = variables_.find(set.name);
    if (set.element ||
        (set.append && (!before || before->state != Variable::State::known) && !set.array)) {
      return variables_.forget(set.name, origin);
    }
    Variable value;
    value.origin = origin;
    value.array = set.array;
    if (set.append && before && before->state == Variable::State::known) {
      value = *before;
    } else if (set.append) {  // more words on top of what is not known
      const std::string written = "${" + set.name + "[@]}";
      value.elements.push_back({Text::unknown(written), origin, true});
    }
    if (set.array) {
      value.array = true;
      for (const Word& word : set.elements) expander_.fields(word, value.elements);
      if (value.elements.size() > 4096) return variables_.forget(set.name, origin);
    } else {
      Item item = expander_.single(set.value);
      if (set.append && !value.elements.empty()) {
        Item& last = value.elements.front();
        last.text.append(item.text);
        last.origin = extended(item.origin, last.origin);
      } else {
        value.elements.push_back(std::move(item));
      }
      if (value.elements.front().text.bytes().size() > (64u << 10)) {
        return variables_.forget(set.name, origin);
      }
    }
    budget_.bytes -= std::min(budget_.bytes, 64 + 128 * value.elements.size());
    variables_.set(set.name, std::move(value));
  }

  std::optional<Document::Pieces> input_of(const Redirect& redirect, const Context& context) {
    if (redirect.heredoc) {
      substitutions(redirect.heredoc->body, context);
      Document::Pieces pieces;
      expander_.pieces(redirect.heredoc->body, pieces);
      return pieces;
    }
    if (redirect.kind == Redirect::Kind::here_string) {
      Document::Pieces pieces;
      expander_.pieces(redirect.target, pieces);
      pieces.replace("\n", {redirect.target.span.end, redirect.target.span.end});
      return pieces;
    }
    return std::nullopt;
  }

  void write_file(Text path, const Document::Pieces& pieces, bool appended) {
    std::string name = path.bytes();
    if (name.empty() || name.starts_with("/dev/")) return;
    Document document = document_.embed(std::move(name), pieces);
    const bool partial = is_one_expansion(trim(document.text()));
    script_.written.push_back({std::move(path), std::move(document), appended, partial});
  }

  /// `$NAME` or `${NAME…}` and nothing else: what pieces() leaves of a word that is unknown.
  static bool is_one_expansion(std::string_view text) {
    if (text.size() < 2 || text[0] != '$') return false;
    if (text[1] == '{') return text.find('}') == text.size() - 1;
    return std::all_of(text.begin() + 1, text.end(), is_word);
  }

  void write_redirected(const std::vector<Redirect>& redirects, const Document::Pieces& pieces) {
    for (const Redirect& redirect : redirects) {
      if (!redirect.is_stdout) continue;
      if (redirect.kind == Redirect::Kind::write || redirect.kind == Redirect::Kind::append) {
        write_file(expander_.single(redirect.target).text, pieces,
                   redirect.kind == Redirect::Kind::append);
      }
    }
  }

  std::optional<Document::Pieces> simple(const Node& node, const Context& context) {
    if (!in_substitution_) key_ = node.span.begin;
    if (budget_.commands == 0) return std::nullopt;
    if (--budget_.commands == 0) {
      script_.errors.push_back(document_.error("the script runs more than 100,000 commands",
                                               node.span, "split it into several files"));
      return std::nullopt;
    }
    for (const Assignment& set : node.assignments) {
      substitutions(set.value, context);
      for (const Word& word : set.elements) substitutions(word, context);
    }
    for (const Word& word : node.words) substitutions(word, context);
    std::optional<Document::Pieces> input = context.input;
    for (const Redirect& redirect : node.redirects) {
      substitutions(redirect.target, context);
      if (auto given = input_of(redirect, context)) input = std::move(given);
    }
    ShellCommand command;
    std::vector<const Word*> sources;  // of each word of the command
    for (const Word& word : node.words) {
      expander_.fields(word, command.words);
      sources.resize(command.words.size(), &word);
    }
    const bool declares = !command.words.empty() && is_declaration(command.words[0].text.bytes());
    if (command.words.empty() || declares) {
      for (const Assignment& set : node.assignments) assign(set);
    } else {
      for (const Assignment& set : node.assignments) {
        Item value = expander_.single(set.value);
        command.assignments.push_back(
            {set.name, std::move(value.text), document_.origin(set.span)});
      }
    }
    if (command.words.empty()) return std::nullopt;
    for (const Redirect& redirect : node.redirects) {
      if (redirect.kind != Redirect::Kind::write && redirect.kind != Redirect::Kind::append)
        continue;
      command.redirects.push_back(expander_.single(redirect.target));
      if (redirect.kind == Redirect::Kind::append)
        script_.appended.insert(command.redirects.back().text.bytes());
    }
    command.origin = document_.origin({node.words.front().span.begin, node.words.back().span.end});
    command.piped_from_previous = context.piped;
    command.conditional = context.conditional;
    emit(command);
    effects(command);
    std::optional<Document::Pieces> output = printed(node.words, expander_);
    inner(command, sources, node, input, output);
    if (output) write_redirected(node.redirects, *output);
    return output;
  }

  void emit(const ShellCommand& command) {
    script_.commands.push_back(command);
    keys_.push_back(key_);
  }

  /// What builtins do to variables.
  void effects(const ShellCommand& command) {
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
    } else if (function_names_.contains(std::string(program))) {
      forget_functions(origin);
    }
  }

  void set_parameters(const ShellCommand& command, const Origin& origin) {
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
    all.elements.assign(command.words.begin() + static_cast<std::ptrdiff_t>(at),
                        command.words.end());
    budget_.bytes -= std::min(budget_.bytes, 128 * all.elements.size());
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

  /// The commands and scripts that a command runs in turn, and the files that it writes.
  void inner(ShellCommand& command, const std::vector<const Word*>& sources, const Node& node,
             const std::optional<Document::Pieces>& input,
             std::optional<Document::Pieces>& output) {
    std::size_t skipped = 0;
    for (int count = 0; count < prefix_limit; ++count) {
      const std::string_view program = base_name(command.words[0].text.bytes());
      if (program == "tee" && input) {
        tee(command, *input);
        output = input;
      } else if (program == "cat" && input &&
                 (command.words.size() == 1 || command.words[1].text.bytes() == "-")) {
        output = input;
      }
      const Inner found = inner_of(command.words);
      switch (found.kind) {
        case Inner::Kind::none: return;
        case Inner::Kind::script: script(command, *sources[skipped + found.at], found.at); return;
        case Inner::Kind::standard_input:
          if (input) nested(document_.embed("stdin.sh", *input), command);
          return;
        case Inner::Kind::command: break;
      }
      if (budget_.commands == 0) return;
      --budget_.commands;
      skipped += found.at;
      command.words.erase(command.words.begin(),
                          command.words.begin() + static_cast<std::ptrdiff_t>(found.at));
      command.origin = document_.origin({sources[skipped]->span.begin, node.words.back().span.end});
      emit(command);
    }
  }

  void tee(const ShellCommand& command, const Document::Pieces& input) {
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

  void script(const ShellCommand& command, const Word& word, std::size_t at) {
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

  void nested(const Document& document, const ShellCommand& command) {
    const std::size_t size = document.text().size();
    if (nesting_ >= nesting_limit || size > budget_.bytes) return;
    budget_.bytes -= size;
    Context context;
    context.conditional = command.conditional;
    context.piped = command.piped_from_previous;
    Walker walker(document, {}, budget_, nesting_ + 1, script_);
    walker.walk(context);
    keys_.resize(keys_.size() + walker.keys_.size(), key_);
  }

  Document document_;
  Variables variables_;
  Budget& budget_;
  int nesting_;
  Script& script_;
  Expander expander_;
  std::vector<const Node*> functions_;
  Names function_names_, assigned_in_functions_;
  std::unordered_map<std::string, int> assignments_;  ///< How often the script assigns a name.
  std::vector<std::uint32_t> keys_;  ///< Of each command: where the simple command begins.
  std::uint32_t key_ = 0;
  bool in_functions_ = false;
  bool in_substitution_ = false;
};

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
  Budget budget;
  for (int count = 0; count < prefix_limit && !words.empty(); ++count) {
    ShellCommand command;
    command.origin = words.front().origin;
    command.origin.span.end = std::max(command.origin.span.end, words.back().origin.span.end);
    command.words = words;
    script.commands.push_back(command);
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
      Walker(inner, {}, budget, 1, script).walk({});
      break;
    }
    if (found.kind != Inner::Kind::command) break;
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(found.at));
  }
  return script;
}

Script parse(const Document& document, const Options& options) {
  Script script;
  Budget budget;
  Walker(document, options.variables, budget, 0, script).walk({});
  // What is appended later, or put in its place, is not in a file that is written before.
  std::set<std::string> changed = script.appended;
  for (const WrittenFile& file : script.written) {
    if (file.partial) changed.insert(file.path.bytes());
  }
  for (WrittenFile& file : script.written) {
    file.partial = file.partial || changed.contains(file.path.bytes());
  }
  if (budget.bytes == 0 || budget.steps == 0) {
    script.errors.push_back(document.error(
        "the script's variables grow beyond 16 MiB; what comes after that is not followed", {0, 0},
        "check whether this is a script that people wrote"));
  }
  return script;
}

}  // namespace boltseal::shell
