#include "packages/versions/ordering.h"
#include "packages/versions/rpm_part.h"

namespace boltseal {
namespace {

bool is_separator(char c) { return !is_digit(c) && !is_letter(c); }

// rpmvercmp() of libalpm, which left rpm's before that knew "~": more separators are newer, and
// letters behind an equal begin are older ("1.0rc" is before "1.0").
std::weak_ordering compare_part(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const std::size_t gap_a = take_while(a, is_separator).size();
    const std::size_t gap_b = take_while(b, is_separator).size();
    if (a.empty() || b.empty()) break;
    if (gap_a != gap_b) return gap_a <=> gap_b;
    const bool digits = is_digit(a.front());
    const std::string_view left = digits ? take_digits(a) : take_while(a, is_letter);
    const std::string_view right = digits ? take_digits(b) : take_while(b, is_letter);
    if (right.empty()) return digits ? std::weak_ordering::greater : std::weak_ordering::less;
    const auto order = digits ? compare_numbers(left, right) : left <=> right;
    if (order != 0) return order;
  }
  if (a.empty() && b.empty()) return std::weak_ordering::equivalent;
  const auto begins_with_letter = [](std::string_view text) {
    return !text.empty() && is_letter(text.front());
  };
  const bool left_is_older = begins_with_letter(a) || (a.empty() && !begins_with_letter(b));
  return left_is_older ? std::weak_ordering::less : std::weak_ordering::greater;
}

// vercmp(8). A release counts only when both have one, so "1" is equivalent to "1-1" and "1-2".
std::optional<std::weak_ordering> compare(std::string_view a, std::string_view b) {
  a = trim(a);
  b = trim(b);
  if (a.empty() || b.empty()) return {};
  const RpmVersion left = split_rpm_version(a), right = split_rpm_version(b);
  if (const auto order = compare_part(left.epoch.empty() ? "0" : left.epoch,
                                      right.epoch.empty() ? "0" : right.epoch);
      order != 0) {
    return order;
  }
  const auto order = compare_part(left.version, right.version);
  if (order != 0 || !left.has_release || !right.has_release) return order;
  return compare_part(left.release, right.release);
}

}  // namespace

extern const Ordering pacman_ordering{"pacman", compare};

}  // namespace boltseal
