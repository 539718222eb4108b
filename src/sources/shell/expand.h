#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/facts.h"
#include "sources/document.h"
#include "sources/shell/ast.h"
#include "sources/shell/budget.h"
#include "sources/shell/variables.h"

namespace boltseal::shell {

/// Words → what the shell would pass on (POSIX 2.6: tilde, parameters, field splitting, quote
/// removal). Command substitution and arithmetic are unknown parts. Patterns (`*`) and braces stay
/// as they are written.
class Expander {
 public:
  Expander(const Document& document, Variables& variables, Budget& budget)
      : document_(document), variables_(variables), budget_(budget) {}

  /// The fields that a word becomes; their origin is the word, with the assignments behind it.
  void fields(const Word& word, Items& into);
  /// A word that is not split: an assignment's value, a redirect's target.
  Item single(const Word& word);
  /// The word's one value as a text of its own, leading back to its bytes; unknown parts stay as
  /// they are written.
  void pieces(const Word& word, Document::Pieces& into);
  void pieces(const Part& part, Document::Pieces& into);

 private:
  struct Open;
  Item single(std::span<const Part> parts, ByteSpan span);
  void part(const Part& part, bool splits, Open& open);
  /// ${x OP argument} of a variable; false when the plain value is meant.
  void parameter(const Part& part, bool splits, Open& open);
  void append_value(const Variable& variable, const Part& part, bool splits, Open& open);
  void append_text(const Item& value, const Part& part, bool splits, Open& open);
  void append_hole(const Part& part, Open& open);
  void append_argument(const Part& part, bool splits, Open& open);
  bool transform(const Part& part, const Text& value, Text& result);
  std::string_view written(const Part& part) const { return document_.at(part.span); }

  const Document& document_;
  Variables& variables_;
  Budget& budget_;
};

/// Whether nothing of it is known.
bool is_wholly_unknown(const Text& text);

/// `origin` with one more step behind it; chains are kept short enough to be read.
Origin extended(const Origin& origin, const Origin& behind);

}  // namespace boltseal::shell
