#pragma once

#include <compare>
#include <cstdint>

namespace boltseal {

/// A half-open range of bytes in one text. Files are bounded far below 4 GiB (base/files.h).
struct ByteSpan {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  std::uint32_t size() const { return end - begin; }
  bool empty() const { return begin == end; }
  bool contains(ByteSpan other) const { return begin <= other.begin && other.end <= end; }
  friend bool operator==(ByteSpan, ByteSpan) = default;
  friend auto operator<=>(ByteSpan, ByteSpan) = default;
};

}  // namespace boltseal
