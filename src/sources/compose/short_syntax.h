#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"
#include "model/value.h"

namespace boltseal::compose {

/// `[SOURCE:]TARGET[:OPTION,…]` of a service volume, with the places of its parts in the text.
/// Colons of Windows drives and of unknown parts do not count.
struct ShortVolume {
  Text source;  ///< Empty for an anonymous volume.
  Text target;
  std::vector<ByteSpan> options;
};
ShortVolume split_volume(const Text& text);

/// `[[IP:]HOST:]CONTAINER[/PROTOCOL]` of a published port.
struct ShortPort {
  Text host_ip, published, target;
  std::string protocol;
};
ShortPort split_port(const Text& text);

/// "64m" → bytes: b, k, m, g, t with or without a second b, 1024 each; nothing when it is no size.
std::optional<std::int64_t> parse_size(std::string_view text);
/// "1m30.5s" → milliseconds, as Go writes durations; nothing when it is none.
std::optional<std::int64_t> parse_duration(std::string_view text);
/// "0.5" → 500; nothing when it is no number.
std::optional<std::int64_t> parse_thousandths(std::string_view text);
/// Words of `command: a "b c"`: quotes and backslashes as a shell reads them, nothing else.
std::vector<Text> split_words(const Text& text);

}  // namespace boltseal::compose
