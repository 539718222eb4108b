#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boltseal {

// ASCII only: none of the formats that Boltseal reads gives other letters a meaning.
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }
inline bool is_blank(char c) { return c == ' ' || c == '\t'; }
inline bool is_space(char c) {
  return is_blank(c) || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}
inline char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string to_lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);

/// Without white space at either end; a view into `text`.
std::string_view trim(std::string_view text);

/// The pieces between separators; views into `text`; "" gives one empty piece.
std::vector<std::string_view> split(std::string_view text, char separator);

/// The last `count` lines, without white space around them.
std::string_view last_lines(std::string_view text, std::size_t count);

std::string join(const std::vector<std::string>& pieces, std::string_view between);

/// "1 file", "2 files".
std::string counted(std::size_t count, std::string_view noun);

/// A decimal number that is the whole text, with an optional sign; nothing on overflow.
std::optional<std::int64_t> parse_int(std::string_view text);

/// Code points of UTF-8 text; every byte of an invalid sequence counts as one.
std::size_t count_code_points(std::string_view text);
bool is_valid_utf8(std::string_view text);

/// The length in bytes (1 to 4) of the valid UTF-8 sequence that `text` begins with, or 0.
std::size_t utf8_length(std::string_view text);

/// How an input may be shown: control and bidirectional characters and invalid UTF-8 are escaped as
/// \xNN or \u{NNNN}, so that a hostile file can neither move the cursor nor reorder what is read
/// (CVE-2021-42574). Line feeds are escaped too; tabs are kept. Everything that came from an input
/// goes through here on its way out.
std::string sanitize(std::string_view text);

}  // namespace boltseal
