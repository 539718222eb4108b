#include "advisories/signature.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <memory>

#include "base/files.h"

namespace boltseal {
namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using Bio = std::unique_ptr<BIO, Release<BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;

// Otherwise OpenSSL asks for one on the terminal.
int no_password(char*, int, int, void*) { return -1; }

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

Bio bio_of(std::string_view text) {
  return Bio(
      BIO_new_mem_buf(text.data(), static_cast<int>(std::min<std::size_t>(text.size(), 1 << 16))));
}

Key public_key(std::string_view pem) {
  Key key(PEM_read_bio_PUBKEY(bio_of(pem).get(), nullptr, no_password, nullptr));
  if (key && EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519) key.reset();
  return key;
}

Key private_key(std::string_view pem) {
  Key key(PEM_read_bio_PrivateKey(bio_of(pem).get(), nullptr, no_password, nullptr));
  if (key && EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519) key.reset();
  return key;
}

std::unexpected<Error> no_private_key() {
  return fail("holds no private ed25519 key in PEM without a password", {}, {},
              "make one with: openssl genpkey -algorithm ed25519 -out key.pem");
}

}  // namespace

Result<void> check_public_key(std::string_view pem) {
  if (public_key(pem)) return {};
  if (private_key(pem)) {
    return fail("holds a private key; to verify, the public one is needed", {}, {},
                "write it with: openssl pkey -in key.pem -pubout -out public.pem");
  }
  return fail("holds no public ed25519 key in PEM", {}, {},
              "write it with: openssl pkey -in key.pem -pubout -out public.pem");
}

Result<std::string> sign(std::string_view bytes, std::string_view private_key_pem) {
  const Key key = private_key(private_key_pem);
  if (!key) return no_private_key();
  const Context context(EVP_MD_CTX_new());
  std::string signature(signature_size, '\0');
  std::size_t size = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     raw(bytes), bytes.size()) != 1 ||
      size != signature_size) {
    return fail("cannot be signed: OpenSSL refuses to");
  }
  return signature;
}

Result<bool> is_signed(std::string_view bytes, std::string_view signatures,
                       std::string_view public_key_pem) {
  if (const auto good = check_public_key(public_key_pem); !good)
    return std::unexpected(good.error());
  const Key key = public_key(public_key_pem);
  for (; signatures.size() >= signature_size; signatures.remove_prefix(signature_size)) {
    const Context context(EVP_MD_CTX_new());
    if (EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
        EVP_DigestVerify(context.get(), raw(signatures), signature_size, raw(bytes),
                         bytes.size()) == 1) {
      return true;
    }
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
