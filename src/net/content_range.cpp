#include "net/content_range.h"

#include "base/text.h"

namespace boltseal::net {

std::optional<ContentRange> parse_content_range(std::string_view text) {
  if (!to_lower(text.substr(0, 6)).starts_with("bytes ")) return std::nullopt;
  const std::size_t dash = text.find('-'), slash = text.find('/');
  if (dash == std::string_view::npos || slash == std::string_view::npos || dash > slash) {
    return std::nullopt;
  }
  const auto number = [&](std::size_t begin, std::size_t end) -> std::optional<std::int64_t> {
    const std::string_view digits = trim(text.substr(begin, end - begin));
    return digits.empty() || !is_digit(digits.front()) ? std::nullopt : parse_int(digits);
  };
  const auto first = number(6, dash), last = number(dash + 1, slash);
  const auto total = number(slash + 1, text.size());
  if (!first || !last || *last < *first) return std::nullopt;
  if (!total && trim(text.substr(slash + 1)) != "*") return std::nullopt;
  ContentRange range{static_cast<std::uint64_t>(*first), static_cast<std::uint64_t>(*last), {}};
  if (total) range.total = static_cast<std::uint64_t>(*total);
  return range;
}

}  // namespace boltseal::net
