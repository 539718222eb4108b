#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace boltseal::rpm {

/// A number at `at`; 0 where the bytes end before, so that no length read from a file can lead
/// outside of it.
template <std::unsigned_integral T>
T number_at(std::string_view bytes, std::size_t at, std::endian order) {
  if (at > bytes.size() || bytes.size() - at < sizeof(T)) return 0;
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    const std::size_t place = order == std::endian::little ? i : sizeof(T) - 1 - i;
    const T byte = static_cast<unsigned char>(bytes[at + i]);
    value = static_cast<T>(value | static_cast<T>(byte << (8 * place)));
  }
  return value;
}

/// `size` bytes at `at`, or as many as there are.
inline std::string_view slice(std::string_view bytes, std::size_t at, std::size_t size) {
  return at > bytes.size() ? std::string_view() : bytes.substr(at, size);
}

}  // namespace boltseal::rpm
