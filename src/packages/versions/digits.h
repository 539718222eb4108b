#pragma once

#include <algorithm>
#include <compare>
#include <string_view>

#include "base/text.h"

namespace boltseal {

/// What `text` begins with as long as `belongs` holds; it is taken off `text`.
template <class Predicate>
std::string_view take_while(std::string_view& text, Predicate belongs) {
  const auto end = std::ranges::find_if_not(text, belongs);
  const std::string_view taken = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(taken.size());
  return taken;
}

inline std::string_view take_digits(std::string_view& text) { return take_while(text, is_digit); }

/// Takes `prefix` off `text` when it begins with it.
inline bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// Whether there are digits and nothing else.
inline bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

inline std::string_view without_leading_zeros(std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

/// Two numbers of any length; no digits are 0.
inline std::strong_ordering compare_numbers(std::string_view a, std::string_view b) {
  a = without_leading_zeros(a);
  b = without_leading_zeros(b);
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a <=> b;
}

}  // namespace boltseal
