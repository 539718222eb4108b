#include "sources/yaml/quote.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace boltseal::yaml {

namespace {

/// Whether YAML takes a valid UTF-8 character as it is (YAML 1.1, c-printable), and no parser takes
/// it for a line break or byte order mark: what is left are the C0 and C1 controls, NEL, LS, PS,
/// BOM and the two last code points of the basic plane.
bool stands_for_itself(std::string_view character) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(character[at]); };
  if (character.size() == 1) return byte(0) >= 0x20 && byte(0) < 0x7F;
  if (character.size() == 2) return byte(0) != 0xC2 || byte(1) >= 0xA0;
  return character != "\xE2\x80\xA8" && character != "\xE2\x80\xA9" &&
         character != "\xEF\xBB\xBF" && character != "\xEF\xBF\xBE" && character != "\xEF\xBF\xBF";
}

}  // namespace

bool needs_escapes(std::string_view text) {
  while (!text.empty()) {
    if (text.front() >= ' ' && text.front() < '\x7F') {
      text.remove_prefix(1);
      continue;
    }
    const std::size_t length = utf8_length(text);
    if (length == 0 || !stands_for_itself(text.substr(0, length))) return true;
    text.remove_prefix(length);
  }
  return false;
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
    if (c == ',' || c == '[' || c == ']' || c == '{' || c == '}') return false;
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
    } else if (length == 1 && !stands_for_itself(character)) {
      quoted += "\\u";
      hex(static_cast<unsigned char>(c), 4);
    } else if (length == 2 && !stands_for_itself(character)) {
      quoted += "\\u";
      hex(static_cast<unsigned char>(character[1]), 4);  // U+0080 to U+009F
    } else if (character == "\xE2\x80\xA8") {
      quoted += "\\u2028";
    } else if (character == "\xE2\x80\xA9") {
      quoted += "\\u2029";
    } else if (character == "\xEF\xBB\xBF") {
      quoted += "\\ufeff";
    } else if (!stands_for_itself(character)) {
      quoted += character.ends_with('\xBE') ? "\\ufffe" : "\\uffff";
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
