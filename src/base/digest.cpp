#include "base/digest.h"

// The functions of one hash are deprecated for those of all hashes, which have OpenSSL set itself
// up first: five of the seven million instructions between an engine's call of the runtime door and
// the start of its runtime.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"

namespace boltseal {
namespace {

using Hash = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string text_of(std::string_view algorithm, std::span<const unsigned char> hash) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string digest(algorithm);
  digest += ':';
  for (const unsigned char byte : hash) digest += {digits[byte >> 4], digits[byte & 15]};
  return digest;
}

std::array<unsigned char, SHA256_DIGEST_LENGTH> sha256(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
  SHA256_CTX context;
  ::SHA256_Init(&context);
  ::SHA256_Update(&context, bytes.data(), bytes.size());
  ::SHA256_Final(hash.data(), &context);
  return hash;
}

std::string_view algorithm_of(std::string_view digest) {
  return digest.substr(0, digest.find(':'));
}

}  // namespace

std::string sha256_digest(std::string_view bytes) { return text_of("sha256", sha256(bytes)); }

std::string sha256_bytes(std::string_view bytes) {
  const auto hash = sha256(bytes);
  return {hash.begin(), hash.end()};
}

bool is_digest(std::string_view text) {
  const std::string_view algorithm = algorithm_of(text);
  const std::size_t digits = algorithm == "sha256" ? 64 : algorithm == "sha512" ? 128 : 0;
  return digits != 0 && text.size() == algorithm.size() + 1 + digits &&
         std::ranges::all_of(text.substr(algorithm.size() + 1),
                             [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

struct Digester::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&::EVP_MD_CTX_free)> context{::EVP_MD_CTX_new(),
                                                                    &::EVP_MD_CTX_free};
  std::string algorithm;

  void begin() {
    ::EVP_DigestInit_ex(context.get(), algorithm == "sha512" ? ::EVP_sha512() : ::EVP_sha256(),
                        nullptr);
  }
};

Digester::Digester(std::string_view digest) : state_(std::make_unique<State>()) {
  state_->algorithm = algorithm_of(digest);
  state_->begin();
}

Digester::~Digester() = default;

void Digester::add(std::string_view bytes) {
  ::EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
}

std::string Digester::finish() {
  Hash hash{};
  unsigned int size = 0;
  ::EVP_DigestFinal_ex(state_->context.get(), hash.data(), &size);
  state_->begin();
  return text_of(state_->algorithm, std::span(hash).first(size));
}

}  // namespace boltseal
