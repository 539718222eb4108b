#pragma once

#include <string>
#include <string_view>

namespace boltseal::yaml {

/// Whether a text can be written as a plain scalar, in block and flow context alike.
bool is_plain(std::string_view text);
/// Whether a plain scalar would be read as something else than text: a number, a boolean, null.
bool is_typed(std::string_view text);
/// Whether only double quotes can spell a text (control characters, line breaks).
bool needs_escapes(std::string_view text);

std::string quote_double(std::string_view text);  ///< Also right in JSON.
std::string quote_single(std::string_view text);

}  // namespace boltseal::yaml
