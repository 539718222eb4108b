#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "base/span.h"

namespace boltseal {

/// One paragraph of a control file (deb822(5)). Views into the text.
class Stanza {
 public:
  /// The value of a field, trimmed, with its further lines; empty when there is none. Names are
  /// compared without regard to case; `name` is in lower case. The first of several counts.
  std::string_view field(std::string_view name) const;
  ByteSpan span() const { return span_; }

 private:
  friend class StanzaReader;
  std::vector<std::pair<std::string_view, std::string_view>> fields_;
  ByteSpan span_;
};

/// The paragraphs of a control file, one after the other. What is no field and no further line of
/// one is passed over.
class StanzaReader {
 public:
  explicit StanzaReader(std::string_view text) : text_(text) {}
  /// Valid until the next call; null at the end.
  const Stanza* next();

 private:
  std::string_view take_line();

  std::string_view text_;
  std::size_t at_ = 0;
  Stanza stanza_;
};

}  // namespace boltseal
