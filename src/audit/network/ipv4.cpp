#include "audit/network/ipv4.h"

#include <bit>

#include "base/text.h"

namespace boltseal {

std::optional<Ipv4> parse_ipv4(std::string_view text) {
  Ipv4 address = 0;
  int parts = 0;
  for (const std::string_view part : split(text, '.')) {
    const bool is_plain = !part.empty() && part.size() <= 3 && is_digit(part.front());
    const auto number = is_plain ? parse_int(part) : std::nullopt;
    if (!number || *number > 255 || ++parts > 4) return std::nullopt;
    address = address << 8 | static_cast<Ipv4>(*number);
  }
  return parts == 4 ? std::optional(address) : std::nullopt;
}

std::string ipv4_text(Ipv4 address) {
  return std::to_string(address >> 24) + "." + std::to_string(address >> 16 & 255) + "." +
         std::to_string(address >> 8 & 255) + "." + std::to_string(address & 255);
}

std::optional<Ipv4Prefix> parse_ipv4_prefix(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = parse_ipv4(text.substr(0, slash));
  if (!address) return std::nullopt;
  Ipv4Prefix prefix{.address = *address, .length = 32};
  if (slash != std::string_view::npos) {
    const std::string_view behind = text.substr(slash + 1);
    if (const auto mask = parse_ipv4(behind)) {
      prefix.length = std::countl_one(*mask);
      if (prefix.mask() != *mask) return std::nullopt;
    } else {
      const auto length = parse_int(behind);
      if (!length || *length < 0 || *length > 32) return std::nullopt;
      prefix.length = static_cast<int>(*length);
    }
  }
  prefix.address &= prefix.mask();
  return prefix;
}

}  // namespace boltseal
