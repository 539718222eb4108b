#pragma once

#include <vector>

#include "model/facts.h"
#include "sources/document.h"

namespace boltseal::ini {

/// One word of a value.
struct Word {
  Text text;                     ///< After quotes and escapes; specifiers (%i) are unknown.
  ByteSpan span;                 ///< In the value, with its quotes.
  Document::Pieces text_pieces;  ///< The same text, leading back; for words that hold words.
};

/// Splits a value into words as systemd does (systemd.syntax(7) "Quoting", systemd.unit(5)
/// "Specifiers"): quotes of both kinds, C escapes. Variables stay as they are written. A quote that
/// is not closed ends with the value.
std::vector<Word> split(const Document& value, ByteSpan local);

}  // namespace boltseal::ini
