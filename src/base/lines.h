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
  // Code points of the first `bytes` bytes.
  struct Mark {
    std::uint32_t bytes = 0, code_points = 0;
  };
  std::uint32_t code_points_before(std::uint32_t offset) const;

  std::string_view text_;  // borrowed
  std::vector<std::uint32_t> starts_;
  std::vector<Mark> marks_;  // of a text with a line longer than 4 KiB, about every 256 bytes
};

}  // namespace boltseal
