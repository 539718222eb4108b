#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace boltseal::net {

/// Which part of a whole an answer holds: "bytes 5-9/10" (RFC 9110, 14.4).
struct ContentRange {
  std::uint64_t first = 0, last = 0;
  std::optional<std::uint64_t> total;  ///< Not when it is "*".
};

std::optional<ContentRange> parse_content_range(std::string_view text);

}  // namespace boltseal::net
