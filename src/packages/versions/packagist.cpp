#include <array>

#include "packages/versions/digits.h"
#include "packages/versions/ordering.h"

namespace boltseal {
namespace {

// The parts of a version as PHP's version_compare() sees them: numbers and words between any other
// characters. "#" stands for any number.
class Parts {
 public:
  explicit Parts(std::string_view text) : rest_(text) {}

  // Empty at the end.
  std::string_view next() {
    take_while(rest_, [](char c) { return !is_number_or_word(c); });
    if (rest_.empty()) return {};
    if (is_digit(rest_.front())) return take_digits(rest_);
    return take_while(rest_, [](char c) { return is_number_or_word(c) && !is_digit(c); });
  }

 private:
  // Whatever is not a separator ("-", "_", "+", ".").
  static bool is_number_or_word(char c) { return c != '.' && c != '-' && c != '_' && c != '+'; }

  std::string_view rest_;
};

bool is_digits(std::string_view part) { return !part.empty() && is_digit(part.front()); }

// "b2" and "beta2" begin with words of the same rank; letters of any case, as Composer takes them.
// What nobody knows is before all.
int rank_of(std::string_view part) {
  constexpr int number = 4;
  if (part.empty() || is_digits(part) || part.front() == '#') return number;
  struct Form {
    std::string_view begin;
    int rank;
  };
  // In the order in which PHP looks: "a" is the begin of "alpha", "p" that of "pl" and "patch".
  constexpr std::array forms = {Form{"dev", 0}, Form{"a", 1}, Form{"b", 2}, Form{"rc", 3},
                                Form{"p", 5}};
  for (const Form& form : forms) {
    if (equals_ignoring_case(part.substr(0, form.begin.size()), form.begin)) return form.rank;
  }
  return -1;
}

std::string_view without_v(std::string_view text) {
  text = trim(text);
  if (!text.empty() && (text.front() == 'v' || text.front() == 'V')) text.remove_prefix(1);
  return text;
}

std::optional<std::weak_ordering> compare(std::string_view a, std::string_view b) {
  a = without_v(a);
  b = without_v(b);
  if (a.empty() || b.empty()) return {};
  Parts left(a), right(b);
  for (;;) {
    const std::string_view x = left.next(), y = right.next();
    if (x.empty() && y.empty()) return std::weak_ordering::equivalent;
    if (is_digits(x) && is_digits(y)) {
      if (const auto order = compare_numbers(x, y); order != 0) return order;
    } else if (rank_of(x) != rank_of(y)) {
      return rank_of(x) <=> rank_of(y);
    } else if (is_digits(x) && y.empty()) {
      return std::weak_ordering::greater;
    } else if (is_digits(y) && x.empty()) {
      return std::weak_ordering::less;
    }
  }
}

}  // namespace

extern const Ordering packagist_ordering{"packagist", compare};

}  // namespace boltseal
