#pragma once

#include <string_view>

#include "base/keys.h"

namespace boltseal {

/// Whether a text is a private key as `cosign generate-key-pair` writes it.
bool is_cosign_key(std::string_view pem);

/// Decrypts it: scrypt and NaCl's secretbox in JSON (go-securesystemslib, "encrypted").
Result<PrivateKey> read_cosign_key(std::string_view pem, std::string_view passphrase);

}  // namespace boltseal
