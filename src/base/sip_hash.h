#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace boltseal {

struct SipKey {
  std::uint64_t low = 0, high = 0;
};

/// SipHash (Aumasson and Bernstein, 2012) with so many rounds for each eight bytes and at the end:
/// without the key nobody can choose texts whose hashes collide.
template <int each = 1, int last = 3>
std::uint64_t sip_hash(const SipKey& key, std::string_view text) {
  std::uint64_t v0 = key.low ^ 0x736f6d6570736575, v1 = key.high ^ 0x646f72616e646f6d,
                v2 = key.low ^ 0x6c7967656e657261, v3 = key.high ^ 0x7465646279746573;
  const auto rounds = [&](int count) {
    for (; count > 0; --count) {
      v0 += v1, v2 += v3;
      v1 = std::rotl(v1, 13) ^ v0, v3 = std::rotl(v3, 16) ^ v2;
      v0 = std::rotl(v0, 32);
      v2 += v1, v0 += v3;
      v1 = std::rotl(v1, 17) ^ v2, v3 = std::rotl(v3, 21) ^ v0;
      v2 = std::rotl(v2, 32);
    }
  };
  const auto take = [&](std::uint64_t word) {
    v3 ^= word;
    rounds(each);
    v0 ^= word;
  };
  static_assert(std::endian::native == std::endian::little);
  const std::uint64_t size = text.size();
  for (; text.size() >= 8; text.remove_prefix(8)) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), 8);
    take(word);
  }
  std::uint64_t rest = size << 56;
  for (std::size_t i = 0; i < text.size(); ++i) {
    rest |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  }
  take(rest);
  v2 ^= 0xff;
  rounds(last);
  return v0 ^ v1 ^ v2 ^ v3;
}

/// Another one in each process.
const SipKey& process_key();

}  // namespace boltseal
