#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"
#include "sources/shell/word_scanner.h"

namespace boltseal::shell {
namespace {

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18 & 0x07));
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

}  // namespace

void WordScanner::scan_single(Word& into) {
  const std::uint32_t open = pos_++;
  const std::size_t close = text_.substr(0, end_).find('\'', pos_);
  const std::uint32_t to =
      close == std::string_view::npos ? end_ : static_cast<std::uint32_t>(close);
  if (close == std::string_view::npos) report("the single quote is not closed", {open, open + 1});
  if (to == pos_) {
    into.parts.push_back(literal("", {open, std::min(to + 1, end_)}, true));
  } else {
    flush(into, pos_, to, true);
  }
  pos_ = std::min(to + 1, end_);
}

// $'…', bash manual 3.1.2.4.
void WordScanner::scan_ansi(Word& into) {
  const std::uint32_t open = pos_;
  const std::size_t before = into.parts.size();
  pos_ += 2;
  std::uint32_t run = pos_;
  while (!at_end() && peek() != '\'') {
    if (peek() != '\\' || pos_ + 1 >= end_) {
      ++pos_;
      continue;
    }
    flush(into, run, pos_, true);
    const std::uint32_t begin = pos_;
    const char c = peek(1);
    pos_ += 2;
    std::string decoded;
    const auto number = [&](int base, int digits) {
      std::uint32_t value = 0;
      for (; digits > 0 && !at_end(); --digits, ++pos_) {
        const char d = to_lower(peek());
        std::uint32_t figure = 99;
        if (is_digit(d)) figure = static_cast<std::uint32_t>(d - '0');
        if (d >= 'a' && d <= 'f') figure = static_cast<std::uint32_t>(d - 'a') + 10;
        if (figure >= static_cast<std::uint32_t>(base)) break;
        value = value * static_cast<std::uint32_t>(base) + figure;
      }
      return value;
    };
    switch (c) {
      case 'n': decoded = "\n"; break;
      case 't': decoded = "\t"; break;
      case 'r': decoded = "\r"; break;
      case 'a': decoded = "\a"; break;
      case 'b': decoded = "\b"; break;
      case 'e':
      case 'E': decoded = "\x1b"; break;
      case 'f': decoded = "\f"; break;
      case 'v': decoded = "\v"; break;
      case '\\':
      case '\'':
      case '"':
      case '?': decoded = std::string(1, c); break;
      case 'x': decoded = std::string(1, static_cast<char>(number(16, 2))); break;
      case 'u': append_utf8(decoded, number(16, 4)); break;
      case 'U': append_utf8(decoded, number(16, 8)); break;
      case '0':
      case '1':
      case '2':
      case '3':
      case '4':
      case '5':
      case '6':
      case '7':
        --pos_;
        decoded = std::string(1, static_cast<char>(number(8, 3)));
        break;
      default: decoded = {'\\', c};
    }
    Part part = literal(decoded_.emplace_back(std::move(decoded)), {begin, pos_}, true);
    part.exact = false;
    into.parts.push_back(std::move(part));
    run = pos_;
  }
  flush(into, run, pos_, true);
  if (at_end()) {
    report("the quote $' is not closed", {open, open + 2});
  } else {
    ++pos_;
  }
  if (into.parts.size() == before) into.parts.push_back(literal("", {open, pos_}, true));
}

/// Up to an unescaped `close` (not consumed), or to the end when `close` is NUL: a heredoc's body.
void WordScanner::scan_double(Word& into, char close, bool strips_tabs) {
  const auto skip_tabs = [&] {
    if (strips_tabs) {
      while (peek() == '\t') ++pos_;
    }
  };
  skip_tabs();
  std::uint32_t run = pos_;
  while (!at_end()) {
    const char c = peek();
    if (close != '\0' && c == close) break;
    if (c == '\n' && strips_tabs) {
      ++pos_;
      flush(into, run, pos_, true);
      skip_tabs();
      run = pos_;
    } else if (c == '\\') {
      const char next = peek(1);
      if (next == '\n') {
        flush(into, run, pos_, true);
        pos_ += 2;
        skip_tabs();
        run = pos_;
      } else if (next == '$' || next == '`' || next == '\\' || (next == '"' && close == '"')) {
        flush(into, run, pos_, true);
        into.parts.push_back(literal(text_.substr(pos_ + 1, 1), {pos_, pos_ + 2}, true));
        pos_ += 2;
        run = pos_;
      } else {
        pos_ = std::min(pos_ + 2, end_);
        if (next == close && close != '\0') --pos_;
      }
    } else if (c == '$') {
      flush(into, run, pos_, true);
      scan_dollar(into, true);
      run = pos_;
    } else if (c == '`') {
      flush(into, run, pos_, true);
      scan_backtick(into, true);
      run = pos_;
    } else {
      ++pos_;
    }
  }
  flush(into, run, std::min(pos_, end_), true);
}

}  // namespace boltseal::shell
