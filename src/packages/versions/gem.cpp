#include "packages/versions/digits.h"
#include "packages/versions/ordering.h"

namespace boltseal {
namespace {

bool is_part(char c) { return is_digit(c) || is_letter(c); }

// The segments of a Gem::Version: runs of digits, and of letters; "-" stands for ".pre.".
class Segments {
 public:
  explicit Segments(std::string_view text) : rest_(text) {}

  // Empty at the end.
  std::string_view next() {
    while (!rest_.empty() && !is_part(rest_.front())) {
      const bool hyphen = rest_.front() == '-';
      rest_.remove_prefix(1);
      if (hyphen) return "pre";
    }
    if (rest_.empty()) return {};
    return is_digit(rest_.front()) ? take_digits(rest_) : take_while(rest_, is_letter);
  }

 private:
  std::string_view rest_;
};

bool is_word(std::string_view segment) { return !segment.empty() && is_letter(segment.front()); }

// Zeros before the end or before the first word do not count ("1.0.a" is "1.a"), nor do they in the
// rest before its end.
class Canonical {
 public:
  explicit Canonical(std::string_view text) : segments_(text) {}

  std::string_view next() {
    if (zeros_ == 0 && pending_.empty()) look();
    if (zeros_ > 0) {
      --zeros_;
      return "0";
    }
    const std::string_view segment = pending_;
    pending_ = {};
    return segment;
  }

 private:
  // Reads over zeros to learn whether they count.
  void look() {
    std::size_t zeros = 0;
    std::string_view segment = segments_.next();
    for (; !segment.empty() && is_number(segment) && without_leading_zeros(segment).empty();
         segment = segments_.next()) {
      ++zeros;
    }
    const bool first_word = is_word(segment) && !seen_word_;
    seen_word_ = seen_word_ || is_word(segment);
    pending_ = segment;
    zeros_ = segment.empty() || first_word ? 0 : zeros;
  }

  Segments segments_;
  std::string_view pending_;
  std::size_t zeros_ = 0;
  bool seen_word_ = false;
};

bool is_version(std::string_view text) {
  return !text.empty() && is_digit(text.front()) &&
         std::ranges::all_of(text, [](char c) { return is_part(c) || c == '.' || c == '-'; });
}

// Gem::Version#<=>. A word is before a number, and what is missing is 0.
std::optional<std::weak_ordering> compare(std::string_view a, std::string_view b) {
  a = trim(a);
  b = trim(b);
  if (!is_version(a) || !is_version(b)) return {};
  Canonical left(a), right(b);
  for (;;) {
    const std::string_view x = left.next(), y = right.next();
    if (x.empty() && y.empty()) return std::weak_ordering::equivalent;
    if (is_word(x) != is_word(y)) return is_word(y) <=> is_word(x);
    const auto order = is_word(x) ? x <=> y : compare_numbers(x, y);
    if (order != 0) return order;
  }
}

}  // namespace

extern const Ordering gem_ordering{"gem", compare};

}  // namespace boltseal
