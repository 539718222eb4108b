#include "base/base64.h"

#include <array>
#include <cstdint>

#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  // Which number a character stands for; 255: it is none of the alphabet.
  static constexpr auto numbers = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(255);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
      table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return table;
  }();
  std::string decoded(text.size() / 4 * 3 + 3, '\0');
  char* end = decoded.data();
  const auto number_at = [&](std::size_t at) -> std::uint32_t {
    return numbers[static_cast<unsigned char>(text[at])];
  };
  std::size_t at = 0;
  // Most often it is one line, and four characters are three bytes up to its end.
  for (; text.size() - at >= 4; at += 4) {
    const std::uint32_t a = number_at(at), b = number_at(at + 1);
    const std::uint32_t c = number_at(at + 2), d = number_at(at + 3);
    if ((a | b | c | d) > 63) break;
    const std::uint32_t bits = a << 18 | b << 12 | c << 6 | d;
    *end++ = static_cast<char>(bits >> 16);
    *end++ = static_cast<char>(bits >> 8 & 0xFF);
    *end++ = static_cast<char>(bits & 0xFF);
  }
  std::uint32_t bits = 0;
  int count = 0;
  bool padded = false;
  for (const char c : text.substr(at)) {
    if (is_space(c)) continue;
    if (c == '=') {
      padded = true;
      continue;
    }
    const std::uint8_t value = numbers[static_cast<unsigned char>(c)];
    if (padded || value == 255) return std::nullopt;
    bits = (bits << 6 | value) & 0xFFFFFF;
    count += 6;
    if (count >= 8) {
      count -= 8;
      *end++ = static_cast<char>(bits >> count & 0xFF);
    }
  }
  decoded.resize(static_cast<std::size_t>(end - decoded.data()));
  return decoded;
}

std::string encode_base64(std::string_view bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::string_view group = bytes.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = bits << 8 | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0u);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      text += i <= group.size() ? alphabet[bits >> (18 - 6 * i) & 63] : '=';
    }
  }
  return text;
}

}  // namespace boltseal
