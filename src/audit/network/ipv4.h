#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boltseal {

/// An IPv4 address as a number: 127.0.0.1 is 0x7F000001.
using Ipv4 = std::uint32_t;

std::optional<Ipv4> parse_ipv4(std::string_view text);
std::string ipv4_text(Ipv4 address);

/// All addresses that begin with the same bits.
struct Ipv4Prefix {
  Ipv4 address = 0;  ///< The bits behind `length` are 0.
  int length = 0;    ///< 0 to 32.

  Ipv4 mask() const { return length == 0 ? 0 : ~Ipv4{0} << (32 - length); }
  bool contains(Ipv4 other) const { return (other & mask()) == address; }
  friend auto operator<=>(const Ipv4Prefix&, const Ipv4Prefix&) = default;
};

/// "172.17.0.0/16", "172.17.0.2" and "172.17.0.0/255.255.0.0".
std::optional<Ipv4Prefix> parse_ipv4_prefix(std::string_view text);

}  // namespace boltseal
