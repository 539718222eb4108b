#include "sources/shell/names.h"
#include "sources/shell/walker.h"

namespace boltseal::shell {
namespace {

/// Among names that a node assigns: it calls a function, which may assign what any of them does.
const std::string any_function = "()";

}  // namespace

void Walker::define(const Node& node) {
  Names assigned;
  collect(node.children[0], assigned);
  for (const std::string& name : assigned) ++assignments_[name];
  shell_.assigned_in_functions.merge(assigned);
  if (!node.name.empty()) shell_.functions.insert(node.name);
  functions_.push_back(&node);
}

/// The bodies, once each: when they are called is not followed, so a variable counts only if the
/// whole script assigns it once.
void Walker::run_functions() {
  if (functions_.empty()) return;
  in_functions_ = true;
  const std::size_t before = variables_.mark();
  const Origin first = document_.origin(functions_[0]->span);
  // A later text of the same shell may assign anything again before it calls them.
  if (goes_on_) variables_.forget_all(first);
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
  if (goes_on_) variables_.restore(before);
}

void Walker::forget_parameters(const Origin& because) {
  for (const char* name : {"@", "*", "1", "2", "3", "4", "5", "6", "7", "8", "9"}) {
    variables_.forget(name, because);
  }
}

/// What some function assigned: which of them a call runs in turn is not followed.
void Walker::forget_functions(const Origin& because) {
  const Names& assigned = shell_.assigned_in_functions;
  if (assigned.size() > 200) return variables_.forget_all(because);
  budget_.spend(Budget::word_cost * assigned.size());
  for (const std::string& name : assigned) {
    if (name != any_function) variables_.forget(name, because);
  }
}

void Walker::forget(const Names& names, const Origin& because) {
  budget_.spend(Budget::word_cost * names.size());
  if (budget_.is_spent()) return variables_.give_up();
  for (const std::string& name : names) {
    if (name == any_function) {
      forget_functions(because);
    } else {
      variables_.forget(name, because);
    }
  }
}

/// The names that a node may assign in the shell that runs it.
void Walker::collect(const Node& node, Names& names) {
  if (node.kind == Node::Kind::subshell || node.kind == Node::Kind::function) return;
  if (budget_.is_spent()) return;  // every variable is unknown anyway
  budget_.spend(1);
  if (node.kind == Node::Kind::simple) {
    const std::string_view program = node.words.empty() ? std::string_view() : plain(node.words[0]);
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
    if (shell_.functions.contains(std::string(program))) names.insert(any_function);
    return;
  }
  if (node.kind == Node::Kind::for_each && !node.name.empty()) names.insert(node.name);
  for (const Node& child : node.children) collect(child, names);
}

}  // namespace boltseal::shell
