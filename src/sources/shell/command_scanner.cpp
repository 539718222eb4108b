#include "sources/shell/command_scanner.h"

#include <utility>

#include "base/text.h"

namespace boltseal::shell {

void CommandScanner::skip_newlines() {
  for (skip_blanks(); at_newline(); skip_blanks()) take_newline();
}

/// An assignment as the argument that export, local … get.
Word CommandScanner::as_word(const Assignment& set) const {
  Word word;
  if (set.array) {
    word.parts.push_back(literal(text_.substr(set.span.begin, set.span.size()), set.span, true));
  } else {
    const ByteSpan name{set.span.begin, set.value.span.begin};
    word.parts.push_back(literal(text_.substr(name.begin, name.size()), name, true));
    word.parts.insert(word.parts.end(), set.value.parts.begin(), set.value.parts.end());
  }
  word.span = set.span;
  return word;
}

std::optional<Assignment> CommandScanner::assignment() {
  std::uint32_t at = pos_;
  if (at >= end_ || !(is_letter(text_[at]) || text_[at] == '_')) return std::nullopt;
  while (at < end_ && is_word(text_[at])) ++at;
  Assignment set;
  set.name = std::string(text_.substr(pos_, at - pos_));
  if (at < end_ && text_[at] == '[') {
    const std::size_t close = text_.substr(0, std::min(end_, at + 256)).find(']', at);
    if (close == std::string_view::npos) return std::nullopt;
    set.element = true;
    at = static_cast<std::uint32_t>(close) + 1;
  }
  if (at < end_ && text_[at] == '+') {
    set.append = true;
    ++at;
  }
  if (at >= end_ || text_[at] != '=') return std::nullopt;
  set.span.begin = pos_;
  pos_ = at + 1;
  if (peek() == '(') {
    set.array = true;
    array_elements(set);
  } else {
    set.value.span = {pos_, pos_};
    if (!at_end() && !is_meta(peek())) set.value = scan_word(Mode::assignment);
  }
  set.span.end = pos_;
  if (set.array) set.value.span = set.span;
  return set;
}

void CommandScanner::array_elements(Assignment& set) {
  const std::uint32_t open = pos_++;
  for (;;) {
    skip_newlines();
    if (at_end()) {
      report("\"(\" has no \")\"", {open, open + 1});
      return;
    }
    if (peek() == ')') {
      ++pos_;
      return;
    }
    const std::uint32_t before = pos_;
    if (peek() == '[') {  // [key]=value
      const std::size_t equals = text_.substr(0, std::min(end_, pos_ + 256)).find("]=", pos_);
      if (equals != std::string_view::npos) {
        pos_ = static_cast<std::uint32_t>(equals) + 2;
        set.element = true;
      }
    }
    set.elements.push_back(scan_word(Mode::normal));
    if (pos_ == before) ++pos_;
  }
}

std::optional<Redirect> CommandScanner::redirect() {
  std::uint32_t at = pos_;
  while (at < end_ && at - pos_ < 4 && is_digit(text_[at])) ++at;
  Redirect to;
  if (at > pos_) to.is_stdout = text_.substr(pos_, at - pos_) == "1";
  if (at == pos_ && at + 1 < end_ && text_[at] == '&' && text_[at + 1] == '>') ++at;
  if (at >= end_ || (text_[at] != '<' && text_[at] != '>')) return std::nullopt;
  const std::string_view rest = text_.substr(at, std::min<std::uint32_t>(end_ - at, 3));
  std::uint32_t length = 1;
  using enum Redirect::Kind;
  if (rest[0] == '<') {
    if (rest.starts_with("<<<")) {
      to.kind = here_string;
      length = 3;
    } else if (rest.starts_with("<<")) {
      to.kind = heredoc;
      length = rest == "<<-" ? 3 : 2;
    } else if (rest.starts_with("<(")) {
      return std::nullopt;
    } else if (rest.starts_with("<&") || rest.starts_with("<>")) {
      to.kind = other;
      length = 2;
    } else {
      to.kind = read;
    }
  } else if (rest.starts_with(">>")) {
    to.kind = append;
    length = 2;
  } else if (rest.starts_with(">(")) {
    return std::nullopt;
  } else if (rest.starts_with(">&")) {
    to.kind = other;
    length = 2;
  } else {
    to.kind = write;
    length = rest.starts_with(">|") ? 2 : 1;
  }
  pos_ = at + length;
  while (pos_ < end_ && is_blank(text_[pos_])) ++pos_;
  if (to.kind == heredoc) {
    to.heredoc = begin_heredoc(length == 3);
  } else if (!at_end() && !is_meta(peek())) {
    to.target = scan_word(Mode::normal);
  } else if ((peek() == '<' || peek() == '>') && peek(1) == '(') {
    to.target = scan_word(Mode::normal);
    to.kind = other;
  }
  return to;
}

}  // namespace boltseal::shell
