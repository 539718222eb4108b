#include "sources/yaml/json.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

#include "base/text.h"
#include "sources/yaml/builder.h"

namespace boltseal::yaml {
namespace {

/// RFC 8259, section 6.
bool is_json_number(std::string_view text) {
  const auto digits = [&] {
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    const auto count = static_cast<std::size_t>(end - text.begin());
    text.remove_prefix(count);
    return count;
  };
  if (text.starts_with('-')) text.remove_prefix(1);
  const bool zero = text.starts_with('0');
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (digits() == 0) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (digits() == 0) return false;
  }
  return text.empty();
}

std::optional<std::uint32_t> hex_digit(char c) {
  if (is_digit(c)) return static_cast<std::uint32_t>(c - '0');
  const char lower = to_lower(c);
  if (lower >= 'a' && lower <= 'f') return static_cast<std::uint32_t>(lower - 'a' + 10);
  return {};
}

void append_utf8(std::string& text, std::uint32_t point) {
  const auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  const auto more = [&](int shift) { put(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xC0 | point >> 6);
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    more(6);
  } else {
    put(0xF0 | point >> 18);
    more(12);
    more(6);
  }
  more(0);
}

/// The top bits of those of 8 bytes that a JSON string does not hold as they are; the lowest that
/// is set is right, those above it may not be. Subtracting 1 (0x20) from each byte sets its top bit
/// where it was 0 (below 0x20).
std::uint64_t special_bytes(const char* text) {
  constexpr std::uint64_t each = 0x0101010101010101;
  constexpr std::uint64_t top = 0x80 * each;
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text, sizeof bytes);
  if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
  const std::uint64_t quote = bytes ^ (each * '"');
  const std::uint64_t backslash = bytes ^ (each * '\\');
  return ((quote - each) | (backslash - each) | (bytes - 0x20 * each) | bytes) & top;
}

/// One pass from left to right. The open collections are the builder's, so nothing recurses.
class Parser {
 public:
  Parser(const Document& document, Tree& tree, Limits limits)
      : document_(document),
        text_(document.text()),
        at_(text_.starts_with("\xEF\xBB\xBF") ? 3 : 0),
        builder_(document, tree, limits) {}

  Result<void> run() {
    if (read()) return {};
    return builder_.result();
  }

 private:
  bool read() {
    if (trim(text_.substr(at_)).empty()) {
      return builder_.stop(document_.error("the file is empty, which is not JSON", {0, 0},
                                           "Write {} for an empty object"));
    }
    if (!value()) return false;
    while (builder_.innermost() != nullptr) {
      if (!next()) return false;
    }
    if (skip_space() == text_.size()) return true;
    return builder_.stop(document_.error("there is text behind the end of the JSON value", here(),
                                         "Keep one value in the file"));
  }

  /// What follows in the innermost collection: its end, or a comma and an element.
  bool next() {
    const bool is_mapping = builder_.innermost()->is_mapping();
    const char bracket = is_mapping ? '}' : ']';
    char c = peek();
    if (c == bracket) return builder_.close(position(++at_));
    if (!builder_.is_innermost_empty()) {
      if (c != ',') return stop("a comma or a closing bracket is missing");
      ++at_;
      c = peek();
    }
    if (!is_mapping) return value();
    if (c != '"') return stop("a key in double quotes is missing");
    if (!string()) return false;
    if (peek() != ':') return stop("a colon is missing");
    ++at_;
    return value();
  }

  bool value() {
    switch (peek()) {
      case '{': return open(Kind::mapping);
      case '[': return open(Kind::sequence);
      case '"': return string();
      default: return word();
    }
  }

  bool open(Kind kind) {
    Node& node = builder_.make();
    node.kind = kind;
    node.style = Style::flow;
    node.span = {position(at_), position(at_ + 1)};
    ++at_;
    return builder_.open(node);
  }

  bool string() {
    const std::size_t begin = at_;
    at_ = plain_end(begin + 1);
    if (at_ == text_.size() || text_[at_] != '"') return decoded_string(begin);
    ++at_;
    return scalar(begin, text_.substr(begin + 1, at_ - begin - 2), Style::double_quoted);
  }

  /// One that has more in it than plain ASCII, which begins at `begin`, from the first of that on.
  [[gnu::noinline]] bool decoded_string(std::size_t begin) {
    std::size_t plain = begin + 1;  // what is not yet in
    std::string decoded;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') {
        decoded += text_.substr(plain, at_ - plain);
        if (!escape(decoded)) return stop("a string has an invalid escape");
        plain = at_;
      } else if (const std::size_t length = utf8_length(text_.substr(at_)); length > 1) {
        at_ += length;
      } else if (length == 1) {
        return stop("a control character or line break stands in a string");
      } else {
        return stop("it is not valid UTF-8");
      }
      at_ = plain_end(at_);
    }
    if (at_ == text_.size()) {
      at_ = begin;
      return stop("a string is not closed");
    }
    std::string_view value = text_.substr(plain, at_ - plain);
    if (plain > begin + 1) value = builder_.keep(decoded += value);
    ++at_;
    return scalar(begin, value, Style::double_quoted);
  }

  /// One that ends here.
  bool scalar(std::size_t begin, std::string_view value, Style style) {
    return builder_.add_scalar(value, style, {position(begin), position(at_)});
  }

  /// The first byte from `at` on that means something else than itself: all but 0x20 to 0x7F
  /// without quote and backslash.
  std::size_t plain_end(std::size_t at) const {
    const char* const text = text_.data();
    for (; at + 8 <= text_.size(); at += 8) {
      const std::uint64_t found = special_bytes(text + at);
      if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
    }
    const auto is_plain = [](char c) {
      return static_cast<signed char>(c) >= 0x20 && c != '"' && c != '\\';
    };
    while (at < text_.size() && is_plain(text[at])) ++at;
    return at;
  }

  /// Reads an escape; false, and still before it, when it is none.
  bool escape(std::string& into) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const std::string_view rest = text_.substr(at_);
    if (rest.size() < 2) return false;
    if (const std::size_t letter = letters.find(rest[1]); letter != std::string_view::npos) {
      into += meanings[letter];
      at_ += 2;
      return true;
    }
    std::optional<std::uint32_t> point = code_unit(rest);
    std::size_t length = 6;
    // Beyond U+FFFF two escapes make one character, and neither stands alone.
    if (point && *point >= 0xD800 && *point <= 0xDFFF) {
      const std::optional<std::uint32_t> low = code_unit(rest.substr(length));
      if (*point >= 0xDC00 || !low || *low < 0xDC00 || *low > 0xDFFF) return false;
      point = 0x10000 + ((*point - 0xD800) << 10) + (*low - 0xDC00);
      length = 12;
    }
    if (!point) return false;
    append_utf8(into, *point);
    at_ += length;
    return true;
  }

  /// The value of `\uXXXX`.
  static std::optional<std::uint32_t> code_unit(std::string_view text) {
    if (text.size() < 6 || !text.starts_with("\\u")) return {};
    std::uint32_t unit = 0;
    for (const char c : text.substr(2, 4)) {
      const std::optional<std::uint32_t> digit = hex_digit(c);
      if (!digit) return {};
      unit = unit << 4 | *digit;
    }
    return unit;
  }

  /// A number, true, false or null.
  bool word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           (is_word(text_[at_]) || text_[at_] == '-' || text_[at_] == '+' || text_[at_] == '.')) {
      ++at_;
    }
    const std::string_view word = text_.substr(begin, at_ - begin);
    const bool is_name = word == "true" || word == "false" || word == "null";
    if (!is_name && !is_json_number(word)) {
      at_ = begin;
      if (word.empty()) return stop("a value is missing");
      return no_value();
    }
    return scalar(begin, word, Style::plain);
  }

  [[gnu::cold, gnu::noinline]] bool no_value() {
    return builder_.stop(
        document_.error("this is not a JSON value", here(), "Put text into double quotes"));
  }

  std::size_t skip_space() {
    // Most often there is none.
    while (at_ < text_.size() && is_white(text_[at_])) ++at_;
    return at_;
  }
  static bool is_white(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
  /// The next byte that is no white space; NUL at the end.
  char peek() { return skip_space() < text_.size() ? text_[at_] : '\0'; }

  static std::uint32_t position(std::size_t at) { return static_cast<std::uint32_t>(at); }
  ByteSpan here() const { return {position(at_), position(std::min(at_ + 1, text_.size()))}; }

  [[gnu::cold, gnu::noinline]] bool stop(std::string_view reason) {
    if (at_ == text_.size()) reason = "a bracket is not closed";
    return builder_.stop(
        document_.error("JSON cannot be read here: " + std::string(reason), here(), remedy()));
  }

  std::string remedy() const {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#')) {
      return "Remove the comment: JSON has none";
    }
    const bool closes = rest.starts_with('}') || rest.starts_with(']');
    if (closes && trim(text_.substr(0, at_)).ends_with(',')) {
      return "Remove the comma before the closing bracket";
    }
    return "Mend the syntax";
  }

  const Document& document_;
  std::string_view text_;
  std::size_t at_;
  Builder builder_;
};

}  // namespace

Result<void> parse_json(const Document& document, Tree& tree, Limits limits) {
  return Parser(document, tree, limits).run();
}

}  // namespace boltseal::yaml
