#include <array>
#include <string>
#include <vector>

#include "packages/versions/digits.h"
#include "packages/versions/ordering.h"

namespace boltseal {
namespace {

// A number or a qualifier and the separator before it, as "Version Order Specification" in Maven's
// POM reference has them. A step from digits to letters or back separates like a hyphen.
struct Token {
  bool hyphen = false;
  bool number = false;
  std::string_view text;
};

constexpr std::string_view release;  // what "", "ga", "final" and "release" are brought to

// Before the release, in order; "sp" alone is behind it and before all others.
constexpr std::array before_release = {"alpha", "beta", "milestone", "rc", "snapshot"};

int rank_of(std::string_view qualifier) {
  if (qualifier == release) return 5;
  if (qualifier == "sp") return 6;
  const auto found = std::ranges::find(before_release, qualifier);
  return found == before_release.end() ? 7 : static_cast<int>(found - before_release.begin());
}

std::string_view canonical(std::string_view word, bool before_digit) {
  if (word == "ga" || word == "final" || word == "release") return release;
  if (word == "cr") return "rc";
  if (!before_digit) return word;
  if (word == "a") return "alpha";
  if (word == "b") return "beta";
  return word == "m" ? "milestone" : word;
}

bool is_null(const Token& token) {
  return token.number ? without_leading_zeros(token.text).empty() : token.text == release;
}

// In lower case already. Nulls before a hyphen and before the end are left out: "1.0-rc" is "1-rc".
std::vector<Token> parse(std::string_view text) {
  std::vector<Token> tokens;
  const auto drop_nulls = [&] {
    while (tokens.size() > 1 && is_null(tokens.back())) tokens.pop_back();
  };
  bool hyphen = false;
  for (;;) {
    if (hyphen) drop_nulls();
    Token token{.hyphen = hyphen, .number = false, .text = {}};
    if (text.empty() || text.front() == '.' || text.front() == '-') {
      token.number = true;  // nothing between two separators is 0
    } else if (is_digit(text.front())) {
      token.number = true;
      token.text = take_digits(text);
    } else {
      const std::string_view word =
          take_while(text, [](char c) { return !is_digit(c) && c != '.' && c != '-'; });
      token.text = canonical(word, !text.empty() && is_digit(text.front()));
      // ".qualifier" is the same as "-qualifier" (MNG-7644).
      if (!token.hyphen && !tokens.empty()) drop_nulls();
      token.hyphen = token.hyphen || !tokens.empty();
    }
    tokens.push_back(token);
    if (text.empty()) break;
    hyphen = text.front() != '.';
    if (text.front() == '.' || text.front() == '-') text.remove_prefix(1);
  }
  drop_nulls();
  return tokens;
}

// Qualifiers are before "-1", and that is before ".1".
int kind_of(const Token& token) { return !token.number ? 0 : token.hyphen ? 1 : 2; }

std::strong_ordering compare_tokens(const Token& a, const Token& b) {
  if (kind_of(a) != kind_of(b)) return kind_of(a) <=> kind_of(b);
  if (a.number) return compare_numbers(a.text, b.text);
  const int rank = rank_of(a.text);
  if (rank != rank_of(b.text)) return rank <=> rank_of(b.text);
  return a.text <=> b.text;
}

// What stands for a missing token against `other`.
Token padding(const Token& other) {
  return {.hyphen = other.hyphen, .number = !other.hyphen, .text = {}};
}

std::optional<std::weak_ordering> compare(std::string_view a, std::string_view b) {
  const std::string lower_a = to_lower(trim(a)), lower_b = to_lower(trim(b));
  if (lower_a.empty() || lower_b.empty()) return {};
  const std::vector<Token> left = parse(lower_a), right = parse(lower_b);
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    const Token x = i < left.size() ? left[i] : padding(right[i]);
    const Token y = i < right.size() ? right[i] : padding(left[i]);
    if (const auto order = compare_tokens(x, y); order != 0) return order;
  }
  return std::weak_ordering::equivalent;
}

}  // namespace

extern const Ordering maven_ordering{"maven", compare};

}  // namespace boltseal
