#include "packages/versions/number_list.h"

#include "packages/versions/digits.h"

namespace boltseal {
namespace {

bool is_list(std::string_view text, std::string_view separators) {
  while (!take_digits(text).empty()) {
    if (text.empty()) return true;
    if (!separators.contains(text.front())) return false;
    text.remove_prefix(1);
  }
  return false;
}

}  // namespace

std::optional<std::weak_ordering> compare_number_lists(std::string_view a, std::string_view b,
                                                       std::string_view separators) {
  a = trim(a);
  b = trim(b);
  if (!is_list(a, separators) || !is_list(b, separators)) return {};
  for (;;) {
    const std::string_view left = take_digits(a), right = take_digits(b);
    if (const auto order = compare_numbers(left, right); order != 0) return order;
    if (a.empty() || b.empty()) return !a.empty() <=> !b.empty();
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
}

}  // namespace boltseal
