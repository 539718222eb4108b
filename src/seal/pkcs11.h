#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/files.h"
#include "seal/signer.h"

namespace boltseal {

/// A URI of PKCS #11 (RFC 7512): which key, in which token, behind which module.
struct Pkcs11Uri {
  std::map<std::string, std::string, std::less<>>
      attributes;  ///< Decoded: "token", "object", "id".
  std::map<std::string, std::string, std::less<>>
      query;  ///< "module-path", "pin-source", "pin-value".
};
Result<Pkcs11Uri> read_pkcs11_uri(std::string_view text);

/// A key that stays in its token: EC over P-256 or P-384, or ed25519. Loads the module that the URI
/// names; `files` reads its pin-source.
Result<std::unique_ptr<Signer>> pkcs11_signer(std::string_view uri, const Files& files);

}  // namespace boltseal
