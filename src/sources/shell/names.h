#pragma once

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "sources/shell/ast.h"

namespace boltseal::shell {

/// The one literal that a word consists of; empty otherwise.
inline std::string_view plain(const Word& word) {
  if (word.parts.size() != 1 || word.parts[0].kind != Part::Kind::literal) return {};
  return word.parts[0].text;
}

/// Whether a word can name a variable.
inline bool is_name(std::string_view word) {
  return !word.empty() && !is_digit(word[0]) && std::all_of(word.begin(), word.end(), is_word);
}

/// Builtins whose arguments are read as assignments are.
inline bool is_declaration(std::string_view program) {
  return program == "export" || program == "readonly" || program == "local" ||
         program == "declare" || program == "typeset";
}

/// Programs whose operands are names that they assign.
inline bool assigns_operands(std::string_view program) {
  return program == "read" || program == "mapfile" || program == "readarray" ||
         program == "getopts" || program == "unset" || program == "let";
}

}  // namespace boltseal::shell
