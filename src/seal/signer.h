#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/keys.h"

namespace boltseal {

/// Who signs seals.
class Signer {
 public:
  virtual ~Signer() = default;
  virtual const PublicKey& key() const = 0;
  virtual Result<std::string> sign(std::string_view bytes) = 0;
};

/// The private key in a PEM file, also as cosign encrypts it.
Result<std::unique_ptr<Signer>> file_signer(const std::string& path,
                                            const std::optional<std::string>& passphrase,
                                            const Files& files);

/// A shell command, which reads the bytes that are to be signed on its standard input and writes
/// the signature, as it is or in base64. What it answers has to be good for `key`.
std::unique_ptr<Signer> command_signer(std::string command, PublicKey key);

/// Signs and looks whether it is good, so that no seal is written that nobody can verify.
Result<std::string> checked_signature(Signer& signer, std::string_view bytes);

}  // namespace boltseal
