#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace boltseal::cloud_init {

/// RFC 4648 base64, white space between characters allowed; nothing when it is not that.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace boltseal::cloud_init
