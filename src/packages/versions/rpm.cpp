#include "packages/versions/ordering.h"
#include "packages/versions/rpm_part.h"

namespace boltseal {
namespace {

bool is_separator(char c) { return !is_digit(c) && !is_letter(c) && c != '~' && c != '^'; }

// rpmvercmp() of rpm 4.15 and later, which know "^".
std::weak_ordering compare_part(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    take_while(a, is_separator);
    take_while(b, is_separator);
    // "~" is before everything, the end included.
    const bool tilde_a = take_prefix(a, "~"), tilde_b = take_prefix(b, "~");
    if (tilde_a != tilde_b) return tilde_b <=> tilde_a;
    if (tilde_a) continue;
    // "^" is behind the end and before everything else.
    if (a.starts_with('^') || b.starts_with('^')) {
      if (a.empty()) return std::weak_ordering::less;
      if (b.empty()) return std::weak_ordering::greater;
      const bool caret_a = take_prefix(a, "^"), caret_b = take_prefix(b, "^");
      if (caret_a != caret_b) return caret_b <=> caret_a;
      continue;
    }
    if (a.empty() || b.empty()) break;
    const bool digits = is_digit(a.front());
    const std::string_view left = digits ? take_digits(a) : take_while(a, is_letter);
    const std::string_view right = digits ? take_digits(b) : take_while(b, is_letter);
    // Numbers are newer than letters.
    if (right.empty()) return digits ? std::weak_ordering::greater : std::weak_ordering::less;
    const auto order = digits ? compare_numbers(left, right) : left <=> right;
    if (order != 0) return order;
  }
  return !a.empty() <=> !b.empty();
}

std::optional<std::weak_ordering> compare(std::string_view a, std::string_view b) {
  a = trim(a);
  b = trim(b);
  if (a.empty() || b.empty()) return {};
  const RpmVersion left = split_rpm_version(a), right = split_rpm_version(b);
  if (const auto order = compare_numbers(left.epoch, right.epoch); order != 0) return order;
  if (const auto order = compare_part(left.version, right.version); order != 0) return order;
  // As rpmVersionCompare() does: a version without a release is before all with one.
  if (left.has_release != right.has_release) return left.has_release <=> right.has_release;
  return compare_part(left.release, right.release);
}

}  // namespace

extern const Ordering rpm_ordering{"rpm", compare};

}  // namespace boltseal
