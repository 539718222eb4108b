#include "sources/shell/word_scanner.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"

namespace boltseal::shell {
namespace {

// Deeper scripts do not occur; recursion must end before the stack does.
constexpr int depth_limit = 60;
constexpr std::size_t error_limit = 20;
// A word takes about 250 bytes of memory; the longest scripts of real projects have 30,000.
constexpr std::size_t word_limit = 300'000;

bool is_special(char c) { return std::string_view("@*#?-$!").find(c) != std::string_view::npos; }

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

WordScanner::WordScanner(const Document& document, std::vector<Error>& errors)
    : document_(document),
      errors_(errors),
      text_(document.text()),
      end_(static_cast<std::uint32_t>(text_.size())) {}

WordScanner::Depth::Depth(WordScanner& scanner) : scanner_(scanner) {
  if (++scanner_.depth_ <= depth_limit || scanner_.stopped_) return;
  scanner_.report("the script is nested more than 60 deep", {scanner_.pos_, scanner_.pos_});
  scanner_.stopped_ = true;
  scanner_.pos_ = scanner_.end_;
}

void WordScanner::report(std::string message, ByteSpan local) {
  if (errors_.size() < error_limit) {
    errors_.push_back(document_.error(std::move(message), local, "mend the script's syntax"));
  }
}

void WordScanner::limit_text() {
  const std::size_t zero = text_.find('\0');
  if (zero == std::string_view::npos) return;
  end_ = static_cast<std::uint32_t>(zero);
  report("binary data begins here; the script is read up to it", {end_, end_ + 1});
}

bool WordScanner::is_meta(char c) {
  switch (c) {
    case ' ':
    case '\t':
    case '\n':
    case '\r':
    case ';':
    case '&':
    case '|':
    case '<':
    case '>':
    case '(':
    case ')': return true;
    default: return false;
  }
}

char WordScanner::peek_past_blanks(std::uint32_t ahead) const {
  while (is_blank(peek(ahead))) ++ahead;
  return peek(ahead);
}

Part WordScanner::literal(std::string_view text, ByteSpan span, bool quoted) {
  Part part;
  part.text = std::string(text);
  part.span = span;
  part.quoted = quoted;
  part.exact = text.size() == span.size();
  return part;
}

void WordScanner::flush(Word& into, std::uint32_t from, std::uint32_t to, bool quoted) {
  if (from < to) into.parts.push_back(literal(text_.substr(from, to - from), {from, to}, quoted));
}

void WordScanner::skip_blanks() {
  for (;;) {
    const char c = peek();
    if (c == ' ' || c == '\t' || (c == '\r' && peek(1) != '\n')) {
      ++pos_;
    } else if (c == '\\' && peek(1) == '\n') {
      pos_ += 2;
    } else if (c == '\\' && peek(1) == '\r' && peek(2) == '\n') {
      pos_ += 3;
    } else if (c == '#') {
      while (!at_end() && peek() != '\n') ++pos_;
      if (pos_ > 0 && text_[pos_ - 1] == '\r' && !at_end()) --pos_;
      return;
    } else {
      return;
    }
  }
}

void WordScanner::take_newline() {
  pos_ += peek() == '\r' ? 2 : 1;
  read_pending_heredocs();
}

void WordScanner::read_pending_heredocs() {
  while (!pending_.empty()) {
    Pending next = std::move(pending_.front());
    pending_.pop_front();
    read_body(next);
  }
}

std::shared_ptr<const Heredoc> WordScanner::begin_heredoc(bool strips_tabs) {
  const std::uint32_t begin = pos_;
  const Word word = scan_word(Mode::normal);
  auto heredoc = std::make_shared<Heredoc>();
  std::string delimiter;
  // The delimiter is never expanded; any quoting in it keeps the body from being expanded.
  for (const Part& part : word.parts) {
    if (part.quoted) heredoc->expands = false;
    delimiter += part.kind == Part::Kind::literal ? std::string_view(part.text)
                                                  : text_.substr(part.span.begin, part.span.size());
  }
  pending_.push_back({heredoc, std::move(delimiter), strips_tabs, {begin, pos_}});
  return heredoc;
}

void WordScanner::read_body(Pending& pending) {
  const std::uint32_t begin = pos_;
  std::uint32_t body_end = end_;
  bool closed = false;
  while (pos_ < end_) {
    const std::uint32_t line = pos_;
    const std::size_t feed = text_.substr(0, end_).find('\n', line);
    const std::uint32_t line_end =
        feed == std::string_view::npos ? end_ : static_cast<std::uint32_t>(feed);
    pos_ = line_end == end_ ? end_ : line_end + 1;
    std::string_view content = text_.substr(line, line_end - line);
    if (content.ends_with('\r')) content.remove_suffix(1);
    if (pending.strips_tabs)
      content.remove_prefix(std::min(content.find_first_not_of('\t'), content.size()));
    if (content == pending.delimiter) {
      body_end = line;
      closed = true;
      break;
    }
  }
  if (!closed) {
    report("the here-document is not ended by a line \"" + pending.delimiter + "\"",
           pending.operator_span);
  }
  const std::uint32_t after = pos_;
  const std::uint32_t outer_end = end_;
  Word& body = pending.heredoc->body;
  body.span = {begin, body_end};
  pos_ = begin;
  end_ = body_end;
  if (pending.heredoc->expands) {
    const Depth depth(*this);
    std::deque<Pending> outer = std::exchange(pending_, {});
    if (!stopped_) scan_double(body, '\0', pending.strips_tabs);
    pending_ = std::move(outer);
  } else if (!pending.strips_tabs) {
    flush(body, begin, body_end, true);
  } else {
    while (pos_ < end_) {
      while (peek() == '\t') ++pos_;
      const std::uint32_t line = pos_;
      while (pos_ < end_ && text_[pos_] != '\n') ++pos_;
      if (pos_ < end_) ++pos_;
      flush(body, line, pos_, true);
    }
  }
  end_ = outer_end;
  pos_ = stopped_ ? outer_end : after;
}

Word WordScanner::scan_word(Mode mode) {
  Word word;
  word.span = {pos_, pos_};
  if (++words_ > word_limit) {
    if (!stopped_) report("the script has more than 300,000 words", {pos_, pos_});
    stopped_ = true;
    pos_ = end_;
    return word;
  }
  const bool brace = mode == Mode::brace || mode == Mode::quoted_brace;
  const bool quoted = mode == Mode::quoted_brace;
  std::uint32_t run = pos_;
  const auto cut = [&] { flush(word, run, pos_, quoted); };
  if (peek() == '~' && !brace && mode != Mode::test) {
    while (!at_end() && !is_meta(peek()) && peek() != '/' && peek() != ':' && peek() != '"' &&
           peek() != '\'' && peek() != '$' && peek() != '\\' && peek() != '`') {
      ++pos_;
    }
    Part tilde = literal(text_.substr(run, pos_ - run), {run, pos_}, false);
    tilde.kind = Part::Kind::tilde;
    word.parts.push_back(std::move(tilde));
    run = pos_;
  }
  while (!at_end()) {
    const char c = peek();
    if (brace) {
      if (c == '}') break;
    } else if (mode == Mode::test) {
      if (is_space(c)) break;
    } else if (is_meta(c)) {
      if ((c == '<' || c == '>') && peek(1) == '(' && pos_ == word.span.begin) {
        scan_substitution(word, false);
        run = pos_;
        continue;
      }
      if (c == '\r' && peek(1) != '\n') {  // a lone carriage return is an ordinary byte
        ++pos_;
        continue;
      }
      if (c == '(' && pos_ > word.span.begin && run < pos_ &&
          std::string_view("?*+@!").find(text_[pos_ - 1]) != std::string_view::npos) {
        // bash's extended patterns: @(a|b)
        const std::size_t close = text_.substr(0, std::min(end_, pos_ + 1024)).find(')', pos_);
        if (close != std::string_view::npos) {
          pos_ = static_cast<std::uint32_t>(close) + 1;
          continue;
        }
      }
      break;
    }
    switch (c) {
      case '\\':
        cut();
        if (peek(1) == '\n') {
          pos_ += 2;
        } else if (peek(1) == '\r' && peek(2) == '\n') {
          pos_ += 3;
        } else if (pos_ + 1 >= end_) {
          word.parts.push_back(literal("\\", {pos_, pos_ + 1}, true));
          ++pos_;
        } else {
          word.parts.push_back(literal(text_.substr(pos_ + 1, 1), {pos_, pos_ + 2}, true));
          pos_ += 2;
        }
        run = pos_;
        break;
      case '\'':
        if (quoted) {
          ++pos_;
          break;
        }
        cut();
        scan_single(word);
        run = pos_;
        break;
      case '"': {
        cut();
        const std::uint32_t open = pos_++;
        const std::size_t before = word.parts.size();
        scan_double(word, '"', false);
        if (peek() == '"') {
          ++pos_;
        } else if (!stopped_) {
          report("the double quote is not closed", {open, open + 1});
        }
        if (word.parts.size() == before) {
          word.parts.push_back(literal("", {open, pos_}, true));
        }
        run = pos_;
        break;
      }
      case '`':
        cut();
        scan_backtick(word, quoted);
        run = pos_;
        break;
      case '$':
        cut();
        if (!quoted && peek(1) == '\'') {
          scan_ansi(word);
        } else if (!quoted && peek(1) == '"') {
          ++pos_;  // a translated string: the next turn reads it
        } else {
          scan_dollar(word, quoted);
        }
        run = pos_;
        break;
      default: ++pos_;
    }
  }
  cut();
  word.span.end = pos_;
  return word;
}

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
    Part part = literal(decoded, {begin, pos_}, true);
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
    part.text = std::string(text_.substr(begin + 1, pos_ - begin - 1));
  } else if (is_digit(next) || (next != '\0' && is_special(next))) {
    part.kind = Part::Kind::variable;
    part.text = std::string(1, next);
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
  part.text = std::string(text_.substr(name, pos_ - name));
  if (peek() == '[') {
    const std::size_t close = text_.substr(0, std::min(end_, pos_ + 256)).find(']', pos_);
    if (close != std::string_view::npos) {
      part.index = std::string(text_.substr(pos_ + 1, close - pos_ - 1));
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
        part.op = std::string(candidate);
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
