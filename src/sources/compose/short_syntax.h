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

/// Words of `command: a "b c"`: quotes and backslashes as a shell reads them, nothing else.
std::vector<Text> split_words(const Text& text);

}  // namespace boltseal::compose
