#include "sources/shell/walker.h"

#include <algorithm>
#include <utility>

#include "sources/shell/parser.h"

namespace boltseal::shell {
namespace {

Walker::Context inside(const Walker::Context& context) {
  return {context.conditional, false, nullptr};
}

bool only_assigns(const Node& node) {
  return node.kind == Node::Kind::simple && node.words.empty();
}

}  // namespace

Walker::Walker(Document document, Session::State& shell, Budget& budget, int nesting, bool goes_on,
               Script& script)
    : document_(std::move(document)),
      shell_(shell),
      variables_(shell.variables),
      budget_(budget),
      nesting_(nesting),
      goes_on_(goes_on),
      script_(script),
      expander_(document_, variables_, budget_) {}

void Walker::walk(const Context& context) {
  const Tree tree = parse_script(document_, script_.errors);
  const std::size_t first = script_.commands.size();
  run(tree.root, context);
  run_functions();
  if (!functions_.empty()) sort_by_place(first);
}

/// Functions were read last, with what the whole script assigned: back to the order of the file.
void Walker::sort_by_place(std::size_t first) {
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

Stream Walker::run(const Node& node, const Context& context) {
  switch (node.kind) {
    case Node::Kind::simple: return simple(node, context);
    case Node::Kind::sequence: return sequence(node, context);
    case Node::Kind::pipeline: return pipeline(node, context);
    case Node::Kind::and_or: and_or(node, context); return nullptr;
    case Node::Kind::branch:
      run(node.children[0], context);
      branches(node, context, 1);
      break;
    case Node::Kind::choice:
      for (const Word& word : node.words) substitutions(word, context);
      branches(node, context, 0);
      break;
    case Node::Kind::loop:
    case Node::Kind::for_each: loop(node, context); break;
    case Node::Kind::function: define(node); return nullptr;
    case Node::Kind::group:
    case Node::Kind::subshell: return group(node, context);
  }
  for (const Redirect& redirect : node.redirects) substitutions(redirect.target, context);
  return nullptr;
}

Stream Walker::sequence(const Node& node, const Context& context) {
  Stream output;
  for (std::size_t at = 0; at < node.children.size(); ++at) {
    Stream next = run(node.children[at], at == 0 ? context : inside(context));
    // Several known outputs would have to be joined; the first is what matters.
    if (!output) output = std::move(next);
  }
  return output;
}

Stream Walker::group(const Node& node, const Context& context) {
  const std::size_t mark = variables_.mark();
  for (const Word& word : node.words) substitutions(word, context);
  Stream output;
  Context first = context;
  for (const Redirect& redirect : node.redirects) {
    substitutions(redirect.target, context);
    if (Stream input = input_of(redirect, context)) first.input = std::move(input);
  }
  for (const Node& child : node.children) output = run(child, first);
  if (node.kind == Node::Kind::subshell) variables_.restore(mark);
  if (output) write_redirected(node.redirects, *output);
  return output;
}

Stream Walker::pipeline(const Node& node, const Context& context) {
  Context next = context;
  for (const Node& child : node.children) {
    const std::size_t mark = variables_.mark();
    Stream output = run(child, next);
    variables_.restore(mark);
    next = inside(context);
    next.piped = true;
    next.input = std::move(output);
  }
  return std::move(next.input);
}

void Walker::and_or(const Node& node, const Context& context) {
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

/// The branches of `if` and `case`: which of them runs is not known.
void Walker::branches(const Node& node, const Context& context, std::size_t first) {
  Context inner = inside(context);
  inner.conditional = true;
  Names changed;
  for (std::size_t at = first; at < node.children.size(); ++at) {
    const std::size_t mark = variables_.mark();
    run(node.children[at], inner);
    changed.merge(variables_.changed_since(mark));
    variables_.restore(mark);
  }
  forget(changed, document_.origin(node.span));
}

void Walker::loop(const Node& node, const Context& context) {
  const Origin origin = document_.origin(node.span);
  for (const Word& word : node.words) substitutions(word, context);
  // A second turn sees what the first one assigned.
  Names assigned;
  for (const Node& child : node.children) collect(child, assigned);
  if (!node.name.empty()) assigned.insert(node.name);
  forget(assigned, origin);
  if (node.kind == Node::Kind::loop && node.children.size() > 1) run(node.children[0], context);
  Context inner = inside(context);
  inner.conditional = true;
  run(node.children.back(), inner);
  forget(assigned, origin);
}

/// Runs the commands inside $(…) of a word.
void Walker::substitutions(const Word& word, const Context& context) {
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

}  // namespace boltseal::shell
