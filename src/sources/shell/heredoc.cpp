#include <algorithm>
#include <utility>

#include "sources/shell/word_scanner.h"

namespace boltseal::shell {

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

}  // namespace boltseal::shell
