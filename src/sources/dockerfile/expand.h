#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/facts.h"

namespace boltseal::dockerfile {

/// An ARG or ENV as a stage sees it.
struct Variable {
  Text value;
  bool set = false;       ///< An ARG without a default has no value until somebody passes one.
  bool argument = false;  ///< Its value comes through an ARG, so that a build may change it.
  Origin origin;          ///< `NAME=value`, with the steps behind it.
  int steps = 1;          ///< Length of the origin's chain.
};

/// The work that a file may cause by expanding: a few lines can ask for gigabytes
/// (`ARG B=$A$A$A…`). What is beyond it is unknown.
struct Budget {
  std::int64_t left = 64 << 20;
  bool take(std::size_t amount) {
    left -= static_cast<std::int64_t>(amount);
    return left >= 0;
  }
};

/// What variables mean at one place of a Dockerfile.
class Scope {
 public:
  void set(std::string_view name, Variable variable);
  /// As `set`, and stages that start from this one see it as well.
  void set_environment(std::string_view name, Variable variable);
  const Variable* find(std::string_view name, Budget& budget) const;

  /// The stage that this one starts from; outlives this scope.
  const Scope* base = nullptr;
  /// A variable that is not found may come from somewhere else: the base image's environment, a
  /// predefined ARG.
  bool open = true;

 private:
  std::map<std::string, Variable, std::less<>> visible_;
  std::map<std::string, Variable, std::less<>> environment_;
};

/// A word after expansion, with what it took.
struct Expansion {
  Text text;
  bool argument = false;              ///< An ARG decided part of it.
  std::vector<const Variable*> used;  ///< In order; few are kept.
  std::string error;                  ///< "missing '}'"; empty: none.
};

/// Expands one word as BuildKit's shell/lex.go does: quotes and escapes are removed, and
/// ${x:-y} ${x-y} ${x:+y} ${x+y} ${x:?e} ${x?e} ${x#p} ${x##p} ${x%p} ${x%%p} ${x/p/r} ${x//p/r}
/// are replaced. A default (`:-`) of a variable that nobody sets here counts as its value.
Expansion expand(std::string_view word, const Scope& scope, char escape, Budget& budget);

/// `origin` with the places behind its expansion as steps.
Origin with_steps(Origin origin, const Expansion& expansion);
/// The length of the chain that `with_steps` gives.
int steps_of(const Expansion& expansion);

}  // namespace boltseal::dockerfile
