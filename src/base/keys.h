#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

struct evp_pkey_st;

namespace boltseal {

enum class KeyKind : std::uint8_t { ed25519, p256, p384 };
/// "ed25519", "ECDSA P-256"
std::string_view name_of(KeyKind kind);

/// A key that says whether a signature is of some bytes: ed25519 (RFC 8032), or ECDSA over P-256 or
/// P-384 (FIPS 186-5) with the signature in DER. May be used by several threads.
class PublicKey {
 public:
  /// SubjectPublicKeyInfo in PEM, as `openssl pkey -pubout` writes it; whatever else the text holds
  /// is an error that says what is wanted.
  static Result<PublicKey> of_pem(std::string_view pem);
  /// The same in DER.
  static Result<PublicKey> of_der(std::string_view der);

  KeyKind kind() const { return kind_; }
  /// "sha256:…" of the SubjectPublicKeyInfo in DER.
  const std::string& id() const { return id_; }
  std::string pem() const;
  /// ECDSA over the SHA-256 of the bytes; with P-384 over their SHA-384 as well.
  bool verifies(std::string_view bytes, std::string_view signature) const;

 private:
  friend class PrivateKey;
  static Result<PublicKey> of(std::shared_ptr<evp_pkey_st> key);

  std::shared_ptr<evp_pkey_st> key_;
  KeyKind kind_ = KeyKind::ed25519;
  std::string id_;
};

/// A key that signs, of the same kinds.
class PrivateKey {
 public:
  /// PKCS #8 or SEC 1 in PEM, encrypted or not. Nobody is asked for a passphrase on the terminal.
  static Result<PrivateKey> of_pem(std::string_view pem,
                                   const std::optional<std::string>& passphrase = {});
  /// PKCS #8 in DER.
  static Result<PrivateKey> of_der(std::string_view der);

  const PublicKey& public_key() const { return public_; }
  /// Over the SHA-256 of the bytes for ECDSA, whatever the curve, as cosign does.
  Result<std::string> sign(std::string_view bytes) const;

 private:
  static Result<PrivateKey> of(std::shared_ptr<evp_pkey_st> key);

  PublicKey public_;
};

/// The DER form of an ECDSA signature that is two numbers of the same length one behind the other,
/// as PKCS #11 gives it; empty when it is none.
std::string ecdsa_der(std::string_view numbers);

}  // namespace boltseal
