#pragma once

#include <string_view>

namespace boltseal {

/// Whether a variable of this name holds a secret. The last word decides what it is of the secret:
/// TOKEN_FILE is a path, TOKEN_TTL a time.
bool names_secret(std::string_view name);

/// Whether the value of a secret is one that everybody can guess: "changeme", "<password>", "root".
bool is_placeholder(std::string_view value);

/// What cannot be a secret: switches, numbers of a few digits, paths and references to a store.
bool cannot_be_secret(std::string_view value);

}  // namespace boltseal
