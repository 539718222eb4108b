#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/change.h"
#include "model/facts.h"

namespace boltseal {

/// The bytes of the file at an origin; empty when it has no place.
std::string_view written_at(const Origin& origin);

/// How the lines of a text end: "\r\n" when one does so.
std::string_view line_end_of(std::string_view text);

/// Whether a word stands in the file exactly as it is read: without a variable, quotes or escapes.
bool stands_as_read(const Item& word);

/// Rewrites places of one file as one change (Change::Op::rewrite). The new text is in the language
/// that stands there. The places may come in any order.
class Rewriting {
 public:
  void replace(const Origin& at, std::string text);
  void insert_before(const Origin& at, std::string text);
  void insert_behind(const Origin& at, std::string text);
  /// Puts a line before the one that an instruction begins on, above its comments.
  void insert_line_before(const Origin& instruction, std::string_view line);
  /// Takes away an instruction with its lines; comments stay.
  void remove_lines(const Origin& instruction);
  /// Takes away an instruction with its lines and the comments right above it; answers them without
  /// the last line end.
  std::string take_lines(const Origin& instruction);
  /// Takes away a word with the blanks before it, and the line when it holds nothing else.
  void remove_word(const Origin& at);

  /// The change; nothing when there is nothing to rewrite, when a place comes from a variable, when
  /// two places overlap or when they stand in different files.
  std::optional<Change> change(Safety safety, std::string breaks = {},
                               std::vector<Fact> touches = {});

 private:
  void add(const Origin& at, ByteSpan span, std::string text);

  const File* file_ = nullptr;
  std::vector<Edit> edits_;
  bool impossible_ = false;
};

}  // namespace boltseal
