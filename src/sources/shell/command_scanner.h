#pragma once

#include <optional>

#include "sources/shell/word_scanner.h"

namespace boltseal::shell {

/// The pieces of a simple command beside its words: assignments and redirects.
class CommandScanner : public WordScanner {
 protected:
  using WordScanner::WordScanner;

  void skip_newlines();
  /// NAME=value, NAME+=value, NAME[index]=value or NAME=(…), if the position begins one.
  std::optional<Assignment> assignment();
  /// An assignment as the argument that export, local … get.
  Word as_word(const Assignment& set) const;
  /// The redirect at the position, if any, with its target.
  std::optional<Redirect> redirect();

 private:
  void array_elements(Assignment& set);
};

}  // namespace boltseal::shell
