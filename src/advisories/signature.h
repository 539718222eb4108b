#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

// ed25519 (RFC 8032) over the header of a lookup file, which holds the digest of all the rest. Keys
// are in PEM, as `openssl genpkey -algorithm ed25519` and `openssl pkey -pubout` write them.

namespace boltseal {

/// Bytes of one signature.
inline constexpr std::size_t signature_size = 64;
/// While a file is replaced, the signatures of the old and the new one lie beside it.
inline constexpr std::size_t most_signatures = 2;

/// Fails when the text holds no public ed25519 key.
Result<void> check_public_key(std::string_view pem);

/// The signature of `bytes`; fails when the text holds no private ed25519 key.
Result<std::string> sign(std::string_view bytes, std::string_view private_key_pem);

/// Whether one of the signatures, one behind the other, is of these bytes by this key.
Result<bool> is_signed(std::string_view bytes, std::string_view signatures,
                       std::string_view public_key_pem);

/// "advisories.db.sig"
std::string signature_path(const std::string& path);

/// The signatures beside a file; empty when there are none, or it is no file of signatures.
std::string read_signatures(const std::string& path);

}  // namespace boltseal
