#include <algorithm>
#include <utility>

#include "base/text.h"
#include "sources/shell/word_scanner.h"

namespace boltseal::shell {
namespace {

bool is_special(char c) { return std::string_view("@*#?-$!").find(c) != std::string_view::npos; }

}  // namespace

void WordScanner::scan_backtick(Word& into, bool quoted) {
  const Depth depth(*this);
  if (stopped_) return;
  const std::uint32_t open = pos_++;
  std::uint32_t close = pos_;
  while (close < end_ && text_[close] != '`') close += text_[close] == '\\' ? 2 : 1;
  if (close >= end_) {
    report("the backquote is not closed", {open, open + 1});
    close = end_;
  }
  Part part;
  part.kind = Part::Kind::substitution;
  part.quoted = quoted;
  const std::uint32_t outer = std::exchange(end_, close);
  std::deque<Pending> pending = std::exchange(pending_, {});
  part.commands = std::make_shared<const Node>(list());
  read_pending_heredocs();
  pending_ = std::move(pending);
  end_ = outer;
  pos_ = stopped_ ? end_ : std::min(close + 1, end_);
  part.span = {open, pos_};
  into.parts.push_back(std::move(part));
}

void WordScanner::close_parenthesis(std::uint32_t open) {
  if (stopped_) return;
  // A stray closing word inside ( … ) would otherwise end it too early.
  if (peek() == ')') {
    ++pos_;
  } else {
    report("\"(\" has no \")\"", {open, std::min(open + 1, end_)});
  }
}

/// $(…), <(…) and >(…).
void WordScanner::scan_substitution(Word& into, bool quoted) {
  const Depth depth(*this);
  if (stopped_) return;
  Part part;
  part.kind = Part::Kind::substitution;
  part.quoted = quoted;
  const std::uint32_t open = pos_;
  pos_ += 2;
  part.commands = std::make_shared<const Node>(list());
  close_parenthesis(open + 1);
  part.span = {open, pos_};
  into.parts.push_back(std::move(part));
}

void WordScanner::scan_arithmetic(Word& into) {
  const Depth depth(*this);
  const std::uint32_t open = pos_ - 2;
  int level = 2;
  while (!at_end() && level > 0) {
    const char c = peek();
    if (c == '(') ++level;
    if (c == ')') --level;
    if (c == '$') {
      scan_dollar(into, true);
    } else if (c == '`') {
      scan_backtick(into, true);
    } else {
      ++pos_;
    }
  }
  if (level > 0 && !stopped_) report("\"((\" has no \"))\"", {open, open + 2});
}

void WordScanner::scan_dollar(Word& into, bool quoted) {
  const Depth depth(*this);
  if (stopped_) return;
  const std::uint32_t begin = pos_;
  const char next = peek(1);
  Part part;
  part.quoted = quoted;
  if (next == '{' && peek(2) == '{') {
    const std::size_t close = text_.substr(0, end_).find("}}", pos_ + 3);
    part.kind = Part::Kind::foreign;
    if (close == std::string_view::npos) {
      report("\"${{\" has no \"}}\"", {begin, begin + 3});
      pos_ = end_;
    } else {
      pos_ = static_cast<std::uint32_t>(close) + 2;
    }
  } else if (next == '(' && peek(2) == '(') {
    part.kind = Part::Kind::arithmetic;
    pos_ += 3;
    auto inside = std::make_shared<Word>();
    scan_arithmetic(*inside);
    part.argument = std::move(inside);
  } else if (next == '(') {
    return scan_substitution(into, quoted);
  } else if (next == '{') {
    return scan_brace(into, quoted);
  } else if (is_letter(next) || next == '_') {
    part.kind = Part::Kind::variable;
    ++pos_;
    while (is_word(peek())) ++pos_;
    part.text = text_.substr(begin + 1, pos_ - begin - 1);
  } else if (is_digit(next) || (next != '\0' && is_special(next))) {
    part.kind = Part::Kind::variable;
    part.text = text_.substr(begin + 1, 1);
    pos_ += 2;
  } else {
    ++pos_;
    into.parts.push_back(literal("$", {begin, pos_}, quoted));
    return;
  }
  part.span = {begin, pos_};
  into.parts.push_back(std::move(part));
}

/// ${…}, POSIX 2.6.2 and bash 3.5.3.
void WordScanner::scan_brace(Word& into, bool quoted) {
  const std::uint32_t begin = pos_;
  Part part;
  part.kind = Part::Kind::variable;
  part.quoted = quoted;
  pos_ += 2;
  if (peek() == '#' && peek(1) != '}' && peek(1) != ':' && peek(1) != '-') {
    part.op = "length";
    ++pos_;
  } else if (peek() == '!') {
    part.op = "indirect";
    ++pos_;
  }
  const std::uint32_t name = pos_;
  if (is_letter(peek()) || peek() == '_') {
    while (is_word(peek())) ++pos_;
  } else if (is_digit(peek())) {
    while (is_digit(peek())) ++pos_;
  } else if (peek() != '\0' && is_special(peek())) {
    ++pos_;
  }
  part.text = text_.substr(name, pos_ - name);
  if (peek() == '[') {
    const std::size_t close = text_.substr(0, std::min(end_, pos_ + 256)).find(']', pos_);
    if (close != std::string_view::npos) {
      part.index = text_.substr(pos_ + 1, close - pos_ - 1);
      pos_ = static_cast<std::uint32_t>(close) + 1;
    }
  }
  if (part.op.empty() && !at_end() && peek() != '}') {
    static constexpr std::string_view operators[] = {":-", ":=", ":?", ":+", "##", "%%", "//", "/#",
                                                     "/%", "^^", ",,", "-",  "=",  "?",  "+",  "#",
                                                     "%",  "/",  "^",  ",",  ":",  "@"};
    part.op = "unknown";
    for (const std::string_view candidate : operators) {
      if (text_.substr(0, end_).substr(pos_).starts_with(candidate)) {
        part.op = candidate;
        pos_ += static_cast<std::uint32_t>(candidate.size());
        break;
      }
    }
  }
  if (!at_end() && peek() != '}') {
    part.argument =
        std::make_shared<const Word>(scan_word(quoted ? Mode::quoted_brace : Mode::brace));
  }
  if (peek() == '}') {
    ++pos_;
  } else if (!stopped_) {
    report("\"${\" has no \"}\"", {begin, begin + 2});
  }
  part.span = {begin, pos_};
  into.parts.push_back(std::move(part));
}

}  // namespace boltseal::shell
