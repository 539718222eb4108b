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
  part.text = text;
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

}  // namespace boltseal::shell
