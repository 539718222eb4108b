#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/span.h"

namespace boltseal {

/// A place as editors and SARIF (`columnKind: unicodeCodePoints`) count it: both from 1.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;  ///< In code points; an invalid UTF-8 byte counts as one.
};

/// Where the lines of a text begin. A line ends with "\n"; the "\r" of "\r\n" belongs to its line.
class LineIndex {
 public:
  explicit LineIndex(std::string_view text);

  LineColumn locate(std::uint32_t offset) const;
  /// The bytes of line `line` (from 1) without its line end; empty when there is no such line.
  ByteSpan line(std::uint32_t line) const;
  std::uint32_t count() const { return static_cast<std::uint32_t>(starts_.size()); }

 private:
  std::string_view text_;  // borrowed
  std::vector<std::uint32_t> starts_;
};

}  // namespace boltseal
