#include "net/digest.h"

#include <openssl/evp.h>

#include <array>

namespace boltseal::net {

std::string sha256_digest(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned int size = 0;
  ::EVP_Digest(bytes.data(), bytes.size(), hash.data(), &size, ::EVP_sha256(), nullptr);
  std::string digest = "sha256:";
  for (unsigned int i = 0; i < size; ++i) digest += {digits[hash[i] >> 4], digits[hash[i] & 15]};
  return digest;
}

}  // namespace boltseal::net
