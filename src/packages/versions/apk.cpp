#include <array>

#include "packages/versions/digits.h"
#include "packages/versions/ordering.h"

namespace boltseal {
namespace {

// number{.number}…{letter}{_suffix{number}}…{~hash}{-r#}, as apk-tools 3 reads it; their order is
// that of a version which goes on against one which goes on differently, the last one oldest.
enum class Token {
  first_number,
  number,
  letter,
  suffix,
  suffix_number,
  hash,
  revision,
  end,
  invalid
};

// In their order; those before `post` are before the version without a suffix.
constexpr std::array suffixes = {"alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p"};
constexpr std::size_t post = 4;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

// The tokens of a version, one after the other.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {
    if (!take_number()) token_ = Token::invalid;
  }

  Token token() const { return token_; }
  std::string_view text() const { return text_; }
  std::size_t suffix() const { return suffix_; }
  // What stands behind a flaw, as far as it has an order: "-ruff1" is as good as "-ruff2".
  std::string_view flaw() const { return rest_.starts_with('-') ? std::string_view() : rest_; }
  bool is_before_release() const { return token_ == Token::suffix && suffix_ < post; }

  void advance() {
    if (rest_.empty()) {
      token_ = Token::end;
    } else if (!take()) {
      token_ = Token::invalid;
    }
  }

 private:
  // Nothing between two dots is 0, as it was until apk-tools 2.
  bool take_number() {
    text_ = take_digits(rest_);
    if (text_.empty() && rest_.starts_with('.')) text_ = "0";
    return !text_.empty();
  }

  bool take() {
    if (is_lower(rest_.front())) {
      if (token_ > Token::number) return false;
      text_ = rest_.substr(0, 1);
      rest_.remove_prefix(1);
      token_ = Token::letter;
      return true;
    }
    if (rest_.front() == '.' || is_digit(rest_.front())) {
      const bool dot = take_prefix(rest_, ".");
      if (token_ <= Token::number) {
        token_ = Token::number;
      } else if (token_ == Token::suffix && !dot) {
        token_ = Token::suffix_number;
      } else {
        return false;
      }
      return take_number();
    }
    if (take_prefix(rest_, "_")) {
      text_ = take_while(rest_, is_lower);
      const auto found = std::ranges::find(suffixes, text_);
      if (token_ > Token::suffix_number || found == suffixes.end()) return false;
      suffix_ = static_cast<std::size_t>(found - suffixes.begin());
      token_ = Token::suffix;
      return true;
    }
    if (take_prefix(rest_, "~")) {
      text_ = take_while(rest_, is_hex);
      if (token_ >= Token::hash || text_.empty()) return false;
      token_ = Token::hash;
      return true;
    }
    return take_revision();
  }

  // "-r" is "-r0"; "-ruff" is none.
  bool take_revision() {
    std::string_view rest = rest_;
    if (token_ >= Token::revision || !take_prefix(rest, "-r")) return false;
    text_ = take_digits(rest);
    if (text_.empty() && !rest.empty() && rest.front() != '-') return false;
    token_ = Token::revision;
    rest_ = rest;
    return true;
  }

  std::string_view rest_, text_;
  Token token_ = Token::first_number;
  std::size_t suffix_ = 0;
};

std::weak_ordering compare_tokens(const Reader& a, const Reader& b) {
  switch (a.token()) {
    case Token::suffix: return a.suffix() <=> b.suffix();
    case Token::number:
      // With a leading zero it is a fraction: "1.06" is before "1.5".
      if (a.text().front() == '0' || b.text().front() == '0') return a.text() <=> b.text();
      [[fallthrough]];
    case Token::first_number:
    case Token::suffix_number:
    case Token::revision: return compare_numbers(a.text(), b.text());
    default: return a.text() <=> b.text();
  }
}

// apk_version_compare() of apk-tools 3. To it all versions with a flaw at the same place are equal;
// here the texts behind the flaw decide, so that different ones stay different.
std::optional<std::weak_ordering> compare(std::string_view a, std::string_view b) {
  a = trim(a);
  b = trim(b);
  if (a.empty() || b.empty()) return {};
  Reader left(a), right(b);
  while (left.token() == right.token() && left.token() < Token::end) {
    if (const auto order = compare_tokens(left, right); order != 0) return order;
    left.advance();
    right.advance();
  }
  if (left.token() == right.token()) return left.flaw() <=> right.flaw();
  if (left.is_before_release()) return std::weak_ordering::less;
  if (right.is_before_release()) return std::weak_ordering::greater;
  return right.token() <=> left.token();
}

}  // namespace

extern const Ordering apk_ordering{"apk", compare};

}  // namespace boltseal
