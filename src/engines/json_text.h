#pragma once

#include <string>
#include <string_view>

namespace boltseal {

/// A text as JSON writes it, in quotes. Bytes that are not UTF-8 become U+FFFD.
std::string json_text(std::string_view text);

/// Whether a text is one JSON object.
bool is_json_object(std::string_view text);

}  // namespace boltseal
