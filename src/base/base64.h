#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace boltseal {

/// RFC 4648 base64, white space between characters allowed; nothing when it is not that.
std::optional<std::string> decode_base64(std::string_view text);
/// In one line, padded.
std::string encode_base64(std::string_view bytes);

}  // namespace boltseal
