#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"

namespace boltseal {

/// What stands for a secret. Of fixed length, because the length of a password is a hint; a plain
/// scalar of YAML, so that a masked document still reads.
inline constexpr std::string_view secret_mask = "<masked>";

/// The parts of one line that look like a secret, in order: tokens with a known prefix, JSON web
/// tokens, passwords in URLs, and values assigned to names such as `DB_PASSWORD`. References to
/// a value kept elsewhere (`$TOKEN`, `{{ token }}`, `/run/secrets/token`) are none.
std::vector<ByteSpan> secret_spans(std::string_view line);

/// The text with secret_mask in the place of every secret.
std::string mask_secrets(std::string_view text);

/// How anything that came from an input is shown: secrets masked, then sanitized (base/text.h).
std::string shown(std::string_view text);

}  // namespace boltseal
