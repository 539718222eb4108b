#include "sources/yaml/quote.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace boltseal::yaml {

bool needs_escapes(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) {
                       const auto byte = static_cast<unsigned char>(c);
                       return byte < 0x20 || byte == 0x7F;
                     }) ||
         !is_valid_utf8(text) ||
         // Line breaks and byte order marks outside ASCII: NEL, LS, PS, BOM.
         text.find("\xC2\x85") != std::string_view::npos ||
         text.find("\xE2\x80\xA8") != std::string_view::npos ||
         text.find("\xE2\x80\xA9") != std::string_view::npos ||
         text.find("\xEF\xBB\xBF") != std::string_view::npos;
}

bool is_plain(std::string_view text) {
  if (text.empty() || needs_escapes(text)) return false;
  if (is_blank(text.front()) || is_blank(text.back())) return false;
  if (std::string_view("!&*-?:,[]{}#|>@`\"'%=<~").find(text.front()) != std::string_view::npos) {
    // A dash is plain in front of a word, and a sign in front of a number.
    if (text.front() != '-' || text.size() < 2 || !is_word(text[1])) return false;
  }
  // At the start of a line these would end or begin a document.
  if (text.starts_with("...") || text.starts_with("---")) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == ':' && (at + 1 == text.size() || is_blank(text[at + 1]))) return false;
    if (c == '#' && is_blank(text[at - 1])) return false;
    if (std::string_view(",[]{}").find(c) != std::string_view::npos) return false;
  }
  return true;
}

bool is_typed(std::string_view text) {
  static constexpr std::array<std::string_view, 11> words = {
      "true", "false", "yes", "no", "on", "off", "null", "~", "y", "n", ""};
  const std::string lower = to_lower(text);
  if (std::find(words.begin(), words.end(), lower) != words.end()) return true;
  // Anything that begins like a number may be one: 0x1F, 1e3, 1_000, 12:30, .5, .inf, 2024-01-02.
  std::string_view rest = text;
  if (rest.starts_with('-') || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest.starts_with('.')) {
    const std::string_view word = std::string_view(lower).substr(lower.find('.'));
    return word == ".inf" || word == ".nan" || (rest.size() > 1 && is_digit(rest[1]));
  }
  if (rest.empty() || !is_digit(rest.front())) return false;
  return std::all_of(rest.begin(), rest.end(), [](char c) {
    return is_word(c) || c == '.' || c == ':' || c == '-' || c == '+';
  });
}

std::string quote_double(std::string_view text) {
  std::string quoted = "\"";
  const auto hex = [&](unsigned value, int digits) {
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      quoted += "0123456789abcdef"[value >> shift & 0xF];
    }
  };
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    const std::size_t length = std::max<std::size_t>(1, utf8_length(text.substr(at)));
    const std::string_view character = text.substr(at, length);
    at += length;
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (c == '\r') {
      quoted += "\\r";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F ||
               (length == 1 && static_cast<unsigned char>(c) >= 0x80)) {
      quoted += "\\u";
      hex(static_cast<unsigned char>(c), 4);
    } else if (character == "\xC2\x85") {
      quoted += "\\u0085";
    } else if (character == "\xE2\x80\xA8") {
      quoted += "\\u2028";
    } else if (character == "\xE2\x80\xA9") {
      quoted += "\\u2029";
    } else if (character == "\xEF\xBB\xBF") {
      quoted += "\\ufeff";
    } else {
      quoted += character;
    }
  }
  return quoted + '"';
}

std::string quote_single(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += c;
    quoted += c;
  }
  return quoted + "'";
}

}  // namespace boltseal::yaml
