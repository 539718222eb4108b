#include "sources/kubernetes/quantity.h"

#include <limits>

#include "base/text.h"

namespace boltseal::kubernetes {
namespace {

__extension__ typedef unsigned __int128 Wide;

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

/// digits × 10^ten × 2^two
struct Parts {
  bool negative = false;
  std::uint64_t digits = 0;
  int ten = 0;
  int two = 0;
};

/// The power that a suffix stands for; nothing when it is not one.
bool apply_suffix(std::string_view suffix, Parts& parts) {
  if (suffix.empty()) return true;
  if (suffix.size() == 2 && suffix[1] == 'i') {
    constexpr std::string_view binary = "KMGTPE";
    const std::size_t at = binary.find(suffix[0]);
    if (at == std::string_view::npos) return false;
    parts.two = static_cast<int>(at + 1) * 10;
    return true;
  }
  if (suffix.size() == 1) {
    switch (suffix[0]) {
      case 'n': parts.ten -= 9; return true;
      case 'u': parts.ten -= 6; return true;
      case 'm': parts.ten -= 3; return true;
      case 'k': parts.ten += 3; return true;
      case 'M': parts.ten += 6; return true;
      case 'G': parts.ten += 9; return true;
      case 'T': parts.ten += 12; return true;
      case 'P': parts.ten += 15; return true;
      case 'E': parts.ten += 18; return true;
      default: return false;
    }
  }
  if (suffix[0] != 'e' && suffix[0] != 'E') return false;
  const auto exponent = parse_int(suffix.substr(1));
  if (!exponent || *exponent > 100 || *exponent < -100) return false;
  parts.ten += static_cast<int>(*exponent);
  return true;
}

std::optional<Parts> parse(std::string_view text) {
  Parts parts;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    parts.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  std::size_t at = 0;
  bool any = false;
  bool point = false;
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && !point) {
      point = true;
      continue;
    }
    if (!is_digit(text[at])) break;
    any = true;
    // 19 digits are more than any machine has; what follows only moves the point or, after it,
    // is smaller than the thousandth that anybody asks for.
    if (parts.digits < 1'000'000'000'000'000'000u) {
      parts.digits = parts.digits * 10 + static_cast<std::uint64_t>(text[at] - '0');
      if (point) --parts.ten;
    } else if (!point && parts.ten < 1000) {
      ++parts.ten;
    }
  }
  if (!any || !apply_suffix(text.substr(at), parts)) return std::nullopt;
  return parts;
}

std::int64_t value_of(const Parts& parts, int more_ten) {
  int ten = parts.ten + more_ten;
  Wide value = static_cast<Wide>(parts.digits) << parts.two;  // below 2^64 × 2^60
  bool inexact = false;
  for (; ten < 0 && value != 0; ++ten) {
    inexact = inexact || value % 10 != 0;
    value /= 10;
  }
  const auto limit = static_cast<Wide>(largest);
  for (; ten > 0 && value != 0 && value <= limit; --ten) value *= 10;
  if (inexact) ++value;
  const std::int64_t whole = value > limit ? largest : static_cast<std::int64_t>(value);
  return parts.negative ? -whole : whole;
}

}  // namespace

std::optional<std::int64_t> quantity_units(std::string_view text) {
  const auto parts = parse(text);
  if (!parts) return std::nullopt;
  return value_of(*parts, 0);
}

std::optional<std::int64_t> quantity_thousandths(std::string_view text) {
  const auto parts = parse(text);
  if (!parts) return std::nullopt;
  return value_of(*parts, 3);
}

}  // namespace boltseal::kubernetes
