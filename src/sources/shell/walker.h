#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "sources/document.h"
#include "sources/shell/ast.h"
#include "sources/shell/budget.h"
#include "sources/shell/expand.h"
#include "sources/shell/shell.h"
#include "sources/shell/variables.h"

namespace boltseal::shell {

/// What a command reads or writes; null when it cannot be told.
using Stream = std::shared_ptr<const Document::Pieces>;

/// What a shell keeps from one text to the next.
struct Session::State {
  Variables variables;
  Budget budget = {};
  Names functions = {};              ///< Those that were defined.
  Names assigned_in_functions = {};  ///< What any of them may assign.
};

/// Follows a script's control flow as far as it matters for values: what surely ran, what perhaps.
class Walker {
 public:
  /// What a command is surrounded by.
  struct Context {
    bool conditional = false;
    bool piped = false;
    Stream input = nullptr;  ///< Standard input.
  };

  /// `goes_on` says that the shell will read more texts.
  Walker(Document document, Session::State& shell, Budget& budget, int nesting, bool goes_on,
         Script& script);

  void walk(const Context& context);

 private:
  // Control flow (walker.cpp). Each answers what the node writes to standard output.
  Stream run(const Node& node, const Context& context);
  Stream sequence(const Node& node, const Context& context);
  Stream group(const Node& node, const Context& context);
  Stream pipeline(const Node& node, const Context& context);
  void and_or(const Node& node, const Context& context);
  void branches(const Node& node, const Context& context, std::size_t first);
  void loop(const Node& node, const Context& context);
  void substitutions(const Word& word, const Context& context);
  void sort_by_place(std::size_t first);

  // Functions (functions.cpp).
  void define(const Node& node);
  void run_functions();
  void forget_parameters(const Origin& because);
  void forget_functions(const Origin& because);
  void forget(const Names& names, const Origin& because);
  void collect(const Node& node, Names& names);

  // One command (simple_command.cpp).
  Stream simple(const Node& node, const Context& context);
  void emit(ShellCommand command);
  Stream inner(ShellCommand command, const std::vector<const Word*>& sources, const Node& node,
               const Stream& input, Stream output);
  void script(const Text& text, const Word& word, const Context& around);
  void nested(const Document& document, const Context& around);
  Stream input_of(const Redirect& redirect, const Context& context);
  void tee(const ShellCommand& command, const Document::Pieces& input);
  void write_file(Text path, const Document::Pieces& pieces, bool appended);
  void write_redirected(const std::vector<Redirect>& redirects, const Document::Pieces& pieces);

  // What changes variables (assignments.cpp).
  void assign(const Assignment& set);
  void effects(const ShellCommand& command);
  void set_parameters(const ShellCommand& command, const Origin& origin);

  Document document_;
  Session::State& shell_;
  Variables& variables_;
  Budget& budget_;
  int nesting_;
  bool goes_on_;
  Script& script_;
  Expander expander_;
  std::vector<const Node*> functions_;
  std::unordered_map<std::string, int> assignments_;  ///< How often the script assigns a name.
  std::vector<std::uint32_t> keys_;  ///< Of each command: where the simple command begins.
  std::uint32_t key_ = 0;
  bool in_functions_ = false;
  bool in_substitution_ = false;
};

}  // namespace boltseal::shell
