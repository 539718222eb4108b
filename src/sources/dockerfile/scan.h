#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "sources/document.h"

namespace boltseal::dockerfile {

/// A logical line: its physical lines put together, without continuation characters and without the
/// comments and empty lines between them.
class Line {
 public:
  std::string_view text;  ///< Borrowed from the document or from Scan::joined.

  /// Says that the bytes from `at` on (in `text`) stand at `local` in the document.
  void stands_at(std::uint32_t at, std::uint32_t local);
  /// The document's bytes behind bytes of `text`; an empty span is the place where they would
  /// stand.
  ByteSpan span(std::size_t begin, std::size_t end) const;
  /// Adds the bytes of `text` to an embedded document, leading back.
  void copy_to(Document::Pieces& pieces, const Document& document, std::size_t begin,
               std::size_t end) const;

 private:
  struct Piece {
    std::uint32_t at, local;
  };
  std::uint32_t place_of(std::size_t at) const;
  std::size_t piece_of(std::size_t at) const;

  std::uint32_t first_ = 0;  // where text[0] stands: most lines are one piece
  std::vector<Piece> more_;  // further pieces, sorted
};

/// `<<EOF` and the lines up to its end word.
struct Heredoc {
  std::string name;
  bool expands = true;       ///< The end word is not quoted.
  bool strips_tabs = false;  ///< `<<-`
  bool is_whole = false;     ///< The instruction's only argument: its body is the script.
  ByteSpan body;             ///< Local bytes of its lines, line ends included.
  ByteSpan end;              ///< The line with the end word.
};

struct RawInstruction {
  Line line;                ///< From the keyword on, without white space at the end.
  std::string_view name;    ///< As written.
  std::size_t rest = 0;     ///< Where in `line.text` what follows the keyword begins.
  ByteSpan span;            ///< Local bytes from the keyword to the last byte, heredocs included.
  bool unfinished = false;  ///< A continuation character is the last thing in the file.
  std::vector<Heredoc> heredocs;
};

/// A Dockerfile cut into instructions.
struct Scan {
  std::vector<RawInstruction> instructions;
  char escape = '\\';
  bool ends_early = false;  ///< What follows could not be read.
  std::deque<std::string> joined;
  std::vector<Error> errors;
};

/// Follows BuildKit's frontend/dockerfile/parser: parser directives, continuation lines, heredocs,
/// and its limit of 65,535 bytes for a line.
Scan scan(const Document& document);

/// The heredocs that a line of RUN, COPY or ADD opens, without their bodies.
std::vector<Heredoc> heredocs_in(std::string_view arguments);

}  // namespace boltseal::dockerfile
