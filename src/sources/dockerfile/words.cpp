#include "sources/dockerfile/words.h"

#include "base/text.h"

namespace boltseal::dockerfile {

std::vector<Word> plain_words(std::string_view text, std::size_t from) {
  std::vector<Word> words;
  for (std::size_t at = from; at < text.size();) {
    while (at < text.size() && is_space(text[at])) ++at;
    const std::size_t begin = at;
    while (at < text.size() && !is_space(text[at])) ++at;
    if (at > begin) words.push_back({begin, at});
  }
  return words;
}

namespace {

// The end of the word that begins at `at`, quotes and escapes observed.
std::size_t word_end(std::string_view text, std::size_t at, char escape) {
  char quote = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else if (c == escape && quote == '"') {
        ++at;
      }
    } else if (is_space(c)) {
      return at;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == escape) {
      ++at;
    }
  }
  return text.size();
}

}  // namespace

std::vector<Word> quoted_words(std::string_view text, std::size_t from, char escape) {
  std::vector<Word> words;
  for (std::size_t at = from; at < text.size();) {
    if (is_space(text[at])) {
      ++at;
      continue;
    }
    const std::size_t end = word_end(text, at, escape);
    words.push_back({at, end});
    at = end;
  }
  return words;
}

std::vector<Flag> read_flags(std::string_view text, std::size_t& from, char escape) {
  std::vector<Flag> flags;
  for (;;) {
    while (from < text.size() && is_space(text[from])) ++from;
    if (!text.substr(from).starts_with("--")) return flags;
    const std::size_t end = word_end(text, from, escape);
    if (end - from == 2) {  // "--" ends the flags
      from = end;
      while (from < text.size() && is_space(text[from])) ++from;
      return flags;
    }
    Flag flag;
    flag.whole = {from, end};
    const std::size_t equals = text.substr(0, end).find('=', from);
    const std::size_t name_end = equals == std::string_view::npos ? end : equals;
    flag.name = text.substr(from + 2, name_end - from - 2);
    flag.value = {equals == std::string_view::npos ? end : equals + 1, end};
    flags.push_back(std::move(flag));
    from = end;
  }
}

namespace {

// A walker over JSON text (RFC 8259).
struct Json {
  std::string_view text;
  std::size_t at;

  void skip_space() {
    while (at < text.size() && (is_blank(text[at]) || text[at] == '\n' || text[at] == '\r')) ++at;
  }
  bool take(char c) {
    if (at >= text.size() || text[at] != c) return false;
    ++at;
    return true;
  }
  // A number, true, false or null.
  bool take_scalar() {
    const std::size_t begin = at;
    while (at < text.size() &&
           (is_word(text[at]) || text[at] == '-' || text[at] == '.' || text[at] == '+'))
      ++at;
    const std::string_view word = text.substr(begin, at - begin);
    if (word == "true" || word == "false" || word == "null") return true;
    return !word.empty() && (is_digit(word.front()) || word.front() == '-') &&
           is_digit(word.back()) &&
           word.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
  }
  std::optional<std::uint32_t> take_hex() {
    std::uint32_t code = 0;
    for (int digit = 0; digit < 4; ++digit, ++at) {
      if (at >= text.size()) return std::nullopt;
      const char c = to_lower(text[at]);
      if (is_digit(c)) {
        code = code * 16 + static_cast<std::uint32_t>(c - '0');
      } else if (c >= 'a' && c <= 'f') {
        code = code * 16 + static_cast<std::uint32_t>(c - 'a' + 10);
      } else {
        return std::nullopt;
      }
    }
    return code;
  }
  static void append_utf8(std::string& out, std::uint32_t code) {
    const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
    if (code < 0x80) {
      byte(code);
    } else if (code < 0x800) {
      byte(0xC0 | code >> 6);
      byte(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
      byte(0xE0 | code >> 12);
      byte(0x80 | (code >> 6 & 0x3F));
      byte(0x80 | (code & 0x3F));
    } else {
      byte(0xF0 | code >> 18);
      byte(0x80 | (code >> 12 & 0x3F));
      byte(0x80 | (code >> 6 & 0x3F));
      byte(0x80 | (code & 0x3F));
    }
  }
  bool take_escape(std::string& out) {
    if (at >= text.size()) return false;
    switch (text[at++]) {
      case '"': out += '"'; return true;
      case '\\': out += '\\'; return true;
      case '/': out += '/'; return true;
      case 'b': out += '\b'; return true;
      case 'f': out += '\f'; return true;
      case 'n': out += '\n'; return true;
      case 'r': out += '\r'; return true;
      case 't': out += '\t'; return true;
      case 'u': break;
      default: return false;
    }
    auto code = take_hex();
    if (!code) return false;
    if (*code >= 0xD800 && *code < 0xE000) {
      // A pair of surrogates; a lone one becomes U+FFFD as encoding/json has it.
      const std::size_t back = at;
      std::optional<std::uint32_t> low;
      if (*code < 0xDC00 && text.substr(at).starts_with("\\u")) {
        at += 2;
        low = take_hex();
        if (!low) return false;
      }
      if (low && *low >= 0xDC00 && *low < 0xE000) {
        code = 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00);
      } else {
        at = back;
        code = 0xFFFD;
      }
    }
    append_utf8(out, *code);
    return true;
  }
  bool take_string(std::string& out) {
    if (!take('"')) return false;
    while (at < text.size()) {
      const char c = text[at++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') {
        out += c;
      } else if (!take_escape(out)) {
        return false;
      }
    }
    return false;
  }
};

}  // namespace

JsonForm read_json(std::string_view text, std::size_t from, std::vector<JsonWord>& words) {
  Json json{text, from};
  json.skip_space();
  if (!json.take('[')) return JsonForm::none;
  bool mixed = false;
  json.skip_space();
  if (!json.take(']')) {
    for (;;) {
      json.skip_space();
      JsonWord word;
      word.place.begin = json.at;
      if (json.at < text.size() && text[json.at] == '"') {
        if (!json.take_string(word.text)) return JsonForm::none;
      } else if (json.take_scalar()) {
        mixed = true;
      } else {
        return JsonForm::none;
      }
      word.place.end = json.at;
      words.push_back(std::move(word));
      json.skip_space();
      if (json.take(']')) break;
      if (!json.take(',')) return JsonForm::none;
    }
  }
  json.skip_space();
  if (json.at != text.size()) return JsonForm::none;
  return mixed ? JsonForm::mixed : JsonForm::strings;
}

}  // namespace boltseal::dockerfile
