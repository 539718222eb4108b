#include "advisories/signature.h"

#include "base/files.h"
#include "base/keys.h"

namespace boltseal {
namespace {

std::unexpected<Error> no_private_key() {
  return fail("holds no private ed25519 key in PEM without a password", {}, {},
              "make one with: openssl genpkey -algorithm ed25519 -out key.pem");
}

Result<PublicKey> public_key(std::string_view pem) {
  auto key = PublicKey::of_pem(pem);
  if (key && key->kind() == KeyKind::ed25519) return key;
  if (PrivateKey::of_pem(pem)) {
    return fail("holds a private key; to verify, the public one is needed", {}, {},
                "write it with: openssl pkey -in key.pem -pubout -out public.pem");
  }
  return fail("holds no public ed25519 key in PEM", {}, {},
              "write it with: openssl pkey -in key.pem -pubout -out public.pem");
}

}  // namespace

Result<void> check_public_key(std::string_view pem) {
  if (const auto key = public_key(pem); !key) return std::unexpected(key.error());
  return {};
}

Result<std::string> sign(std::string_view bytes, std::string_view private_key_pem) {
  const auto key = PrivateKey::of_pem(private_key_pem);
  if (!key || key->public_key().kind() != KeyKind::ed25519) return no_private_key();
  return key->sign(bytes);
}

Result<bool> is_signed(std::string_view bytes, std::string_view signatures,
                       std::string_view public_key_pem) {
  const auto key = public_key(public_key_pem);
  if (!key) return std::unexpected(key.error());
  for (; signatures.size() >= signature_size; signatures.remove_prefix(signature_size)) {
    if (key->verifies(bytes, signatures.substr(0, signature_size))) return true;
  }
  return false;
}

std::string signature_path(const std::string& path) { return path + ".sig"; }

std::string read_signatures(const std::string& path) {
  const auto signatures = DiskFiles().read(signature_path(path));
  const bool is_whole = signatures && signatures->size() % signature_size == 0 &&
                        signatures->size() <= most_signatures * signature_size;
  return is_whole ? *signatures : std::string();
}

}  // namespace boltseal
