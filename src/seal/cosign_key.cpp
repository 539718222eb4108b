#include "seal/cosign_key.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/base64.h"
#include "base/json.h"

namespace boltseal {
namespace {

constexpr std::array<std::string_view, 2> labels = {"ENCRYPTED SIGSTORE PRIVATE KEY",
                                                    "ENCRYPTED COSIGN PRIVATE KEY"};
constexpr std::size_t key_size = 32, nonce_size = 24, tag_size = 16, block_size = 64;

// What stands between the lines of one of the labels.
std::string_view body_of(std::string_view pem) {
  for (const std::string_view label : labels) {
    const std::string begin = "-----BEGIN " + std::string(label) + "-----";
    const std::size_t at = pem.find(begin);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = pem.substr(at + begin.size());
    return rest.substr(0, rest.find("-----END"));
  }
  return {};
}

using Words = std::array<std::uint32_t, 16>;

std::uint32_t word_at(std::string_view bytes, std::size_t at) {
  std::uint32_t word = 0;
  for (std::size_t i = 4; i > 0; --i) {
    word = word << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
  }
  return word;
}

std::string bytes_of(std::span<const std::uint32_t> words) {
  std::string bytes;
  for (const std::uint32_t word : words) {
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(word >> shift & 0xFF);
  }
  return bytes;
}

// Salsa20's 20 rounds (Bernstein, "The Salsa20 family of stream ciphers").
Words rounds(Words x) {
  const auto quarter = [&](std::size_t a, std::size_t b, std::size_t c, std::size_t d) {
    x[b] ^= std::rotl(x[a] + x[d], 7);
    x[c] ^= std::rotl(x[b] + x[a], 9);
    x[d] ^= std::rotl(x[c] + x[b], 13);
    x[a] ^= std::rotl(x[d] + x[c], 18);
  };
  for (int i = 0; i < 10; ++i) {
    quarter(0, 4, 8, 12), quarter(5, 9, 13, 1), quarter(10, 14, 2, 6), quarter(15, 3, 7, 11);
    quarter(0, 1, 2, 3), quarter(5, 6, 7, 4), quarter(10, 11, 8, 9), quarter(15, 12, 13, 14);
  }
  return x;
}

// `input`: 16 bytes.
Words state_of(std::string_view key, std::string_view input) {
  constexpr std::string_view sigma = "expand 32-byte k";
  Words x{};
  for (std::size_t i = 0; i < 4; ++i) {
    x[5 * i] = word_at(sigma, 4 * i);
    x[1 + i] = word_at(key, 4 * i);
    x[6 + i] = word_at(input, 4 * i);
    x[11 + i] = word_at(key, 16 + 4 * i);
  }
  return x;
}

// XSalsa20: the key stream for a nonce of 24 bytes.
std::string key_stream(std::string_view key, std::string_view nonce, std::size_t size) {
  const Words h = rounds(state_of(key, nonce.substr(0, 16)));
  const std::string subkey = bytes_of(std::array{h[0], h[5], h[10], h[15], h[6], h[7], h[8], h[9]});
  std::string stream;
  for (std::uint32_t block = 0; stream.size() < size; ++block) {
    const std::string input =
        std::string(nonce.substr(16)) + bytes_of(std::array<std::uint32_t, 2>{block, 0});
    const Words begin = state_of(subkey, input);
    Words end = rounds(begin);
    for (std::size_t i = 0; i < end.size(); ++i) end[i] += begin[i];
    stream += bytes_of(end);
  }
  return stream.substr(0, size);
}

std::string poly1305(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, tag_size> tag{};
  std::size_t size = 0;
  if (EVP_Q_mac(nullptr, "POLY1305", nullptr, nullptr, nullptr, key.data(), key.size(),
                reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), tag.data(),
                tag.size(), &size) == nullptr) {
    return {};
  }
  return {reinterpret_cast<const char*>(tag.data()), size};
}

// NaCl's crypto_secretbox_open.
std::optional<std::string> open_box(std::string_view box, std::string_view nonce,
                                    std::string_view key) {
  if (box.size() < tag_size || nonce.size() != nonce_size) return std::nullopt;
  const std::string_view sealed = box.substr(tag_size);
  const std::string stream = key_stream(key, nonce, key_size + sealed.size());
  const std::string tag = poly1305(std::string_view(stream).substr(0, key_size), sealed);
  if (tag.size() != tag_size || CRYPTO_memcmp(tag.data(), box.data(), tag_size) != 0) {
    return std::nullopt;
  }
  std::string plain(sealed);
  for (std::size_t i = 0; i < plain.size(); ++i) {
    plain[i] = static_cast<char>(plain[i] ^ stream[key_size + i]);
  }
  return plain;
}

// The strengths that cosign has used; others would let a file decide how much memory is taken.
std::optional<std::uint64_t> cost_of(const json& params) {
  const auto number = [&](const char* key) -> std::uint64_t {
    const json& value = json_member(params, key);
    return value.is_number_unsigned() ? value.get<std::uint64_t>() : 0;
  };
  const std::uint64_t cost = number("N");
  const bool is_known = cost == 1 << 15 || cost == 1 << 16 || cost == 1 << 17;
  if (!is_known || number("r") != 8 || number("p") != 1) return std::nullopt;
  return cost;
}

}  // namespace

bool is_cosign_key(std::string_view pem) { return !body_of(pem).empty(); }

Result<PrivateKey> read_cosign_key(std::string_view pem, std::string_view passphrase) {
  const auto no_key = [] { return fail("is no private key of cosign that is known here"); };
  const std::string_view body = body_of(pem);
  if (body.size() > 1 << 16) return no_key();
  const auto text = decode_base64(body);
  if (!text) return no_key();
  const json read = parse_json(*text);
  const json& kdf = json_member(read, "kdf");
  const json& cipher = json_member(read, "cipher");
  const auto cost = cost_of(json_member(kdf, "params"));
  const auto salt = decode_base64(text_in(kdf, "salt"));
  const auto nonce = decode_base64(text_in(cipher, "nonce"));
  const auto box = decode_base64(text_in(read, "ciphertext"));
  if (text_in(kdf, "name") != "scrypt" || text_in(cipher, "name") != "nacl/secretbox" || !cost ||
      !salt || !nonce || !box) {
    return no_key();
  }
  std::string key(key_size, '\0');
  constexpr std::uint64_t most_memory = 256 << 20;
  if (EVP_PBE_scrypt(passphrase.data(), passphrase.size(),
                     reinterpret_cast<const unsigned char*>(salt->data()), salt->size(), *cost, 8,
                     1, most_memory, reinterpret_cast<unsigned char*>(key.data()),
                     key.size()) != 1) {
    return fail("cannot be decrypted: OpenSSL refuses to");
  }
  const auto der = open_box(*box, *nonce, key);
  if (!der) return fail("is encrypted, and not with this passphrase");
  return PrivateKey::of_der(*der);
}

}  // namespace boltseal
