#include "base/keys.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/digest.h"

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
using Context = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;

constexpr std::size_t most_pem = 1 << 16;

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

Bio bio_of(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(std::min(text.size(), most_pem))));
}

std::shared_ptr<EVP_PKEY> owned(EVP_PKEY* key) { return {key, EVP_PKEY_free}; }

// Without one OpenSSL asks on the terminal.
int give_passphrase(char* into, int size, int, void* passphrase) {
  const auto* const given = static_cast<const std::optional<std::string>*>(passphrase);
  if (given == nullptr || !*given || (*given)->size() > static_cast<std::size_t>(size)) return -1;
  (*given)->copy(into, (*given)->size());
  return static_cast<int>((*given)->size());
}

std::optional<KeyKind> kind_of(const EVP_PKEY* key) {
  if (key == nullptr) return std::nullopt;
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519) return KeyKind::ed25519;
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC) return std::nullopt;
  std::array<char, 64> group{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) != 1) return std::nullopt;
  const std::string_view name(group.data(), size);
  if (name == "prime256v1") return KeyKind::p256;
  if (name == "secp384r1") return KeyKind::p384;
  return std::nullopt;
}

constexpr const char* kinds = "keys are ed25519, or ECDSA over P-256 or P-384";

bool is_valid(EVP_PKEY* key, const EVP_MD* digest, std::string_view bytes,
              std::string_view signature) {
  const Context context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(bytes),
                          bytes.size()) == 1;
}

}  // namespace

std::string_view name_of(KeyKind kind) {
  switch (kind) {
    case KeyKind::ed25519: return "ed25519";
    case KeyKind::p256: return "ECDSA P-256";
    case KeyKind::p384: break;
  }
  return "ECDSA P-384";
}

Result<PublicKey> PublicKey::of(std::shared_ptr<evp_pkey_st> key) {
  const auto kind = kind_of(key.get());
  if (!kind) return fail("is a key of a kind that is not taken", {}, {}, kinds);
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key.get(), &der);
  if (size <= 0) return fail("is a key that OpenSSL cannot write down");
  PublicKey made;
  made.id_ = sha256_digest({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  made.kind_ = *kind;
  made.key_ = std::move(key);
  return made;
}

Result<PublicKey> PublicKey::of_pem(std::string_view pem) {
  auto key = owned(PEM_read_bio_PUBKEY(bio_of(pem).get(), nullptr, give_passphrase, nullptr));
  if (key) return of(std::move(key));
  if (pem.find("PRIVATE KEY-----") != std::string_view::npos) {
    return fail("holds a private key; to verify, the public one is needed", {}, {},
                "write it with: openssl pkey -in key.pem -pubout -out public.pem");
  }
  return fail("holds no public key in PEM", {}, {},
              "write it with: openssl pkey -in key.pem -pubout -out public.pem");
}

Result<PublicKey> PublicKey::of_der(std::string_view der) {
  const unsigned char* at = raw(der);
  auto key = owned(d2i_PUBKEY(nullptr, &at, static_cast<long>(std::min(der.size(), most_pem))));
  if (!key) return fail("is no public key");
  return of(std::move(key));
}

std::string PublicKey::pem() const {
  const Bio out(BIO_new(BIO_s_mem()));
  char* text = nullptr;
  if (PEM_write_bio_PUBKEY(out.get(), key_.get()) != 1) return {};
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

bool PublicKey::verifies(std::string_view bytes, std::string_view signature) const {
  if (kind_ == KeyKind::ed25519) return is_valid(key_.get(), nullptr, bytes, signature);
  return is_valid(key_.get(), EVP_sha256(), bytes, signature) ||
         (kind_ == KeyKind::p384 && is_valid(key_.get(), EVP_sha384(), bytes, signature));
}

Result<PrivateKey> PrivateKey::of(std::shared_ptr<evp_pkey_st> key) {
  auto half = PublicKey::of(std::move(key));
  if (!half) return std::unexpected(half.error());
  PrivateKey made;
  made.public_ = std::move(*half);
  return made;
}

Result<PrivateKey> PrivateKey::of_pem(std::string_view pem,
                                      const std::optional<std::string>& passphrase) {
  void* const given = const_cast<std::optional<std::string>*>(&passphrase);
  auto key = owned(PEM_read_bio_PrivateKey(bio_of(pem).get(), nullptr, give_passphrase, given));
  if (key) return of(std::move(key));
  if (pem.find("ENCRYPTED") != std::string_view::npos) {
    return fail(passphrase ? "is encrypted, and not with this passphrase"
                           : "is encrypted, and no passphrase is given");
  }
  return fail("holds no private key in PEM", {}, {},
              "make one with: openssl genpkey -algorithm ed25519 -out key.pem");
}

Result<PrivateKey> PrivateKey::of_der(std::string_view der) {
  const unsigned char* at = raw(der);
  auto key =
      owned(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(std::min(der.size(), most_pem))));
  if (!key) return fail("is no private key");
  return of(std::move(key));
}

Result<std::string> PrivateKey::sign(std::string_view bytes) const {
  const Context context(EVP_MD_CTX_new());
  const EVP_MD* const digest = public_.kind_ == KeyKind::ed25519 ? nullptr : EVP_sha256();
  EVP_PKEY* const key = public_.key_.get();
  std::size_t size = 0;
  std::string signature;
  if (EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
      EVP_DigestSign(context.get(), nullptr, &size, raw(bytes), bytes.size()) == 1) {
    signature.resize(size);
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       raw(bytes), bytes.size()) == 1) {
      signature.resize(size);
      return signature;
    }
  }
  return fail("cannot be signed: OpenSSL refuses to");
}

std::string ecdsa_der(std::string_view numbers) {
  if (numbers.size() < 2 || numbers.size() % 2 != 0 || numbers.size() > 256) return {};
  const auto half = static_cast<int>(numbers.size() / 2);
  const std::unique_ptr<ECDSA_SIG, Release<ECDSA_SIG_free>> pair(ECDSA_SIG_new());
  BIGNUM* const r = BN_bin2bn(raw(numbers), half, nullptr);
  BIGNUM* const s = BN_bin2bn(raw(numbers) + half, half, nullptr);
  if (!pair || ECDSA_SIG_set0(pair.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    return {};
  }
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  std::string bytes(reinterpret_cast<const char*>(der),
                    size > 0 ? static_cast<std::size_t>(size) : 0);
  OPENSSL_free(der);
  return bytes;
}

}  // namespace boltseal
