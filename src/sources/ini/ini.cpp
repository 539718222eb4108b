#include "sources/ini/ini.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace boltseal::ini {
namespace {

// A generated unit has hundreds; what has more is meant to cost memory.
constexpr std::size_t entry_limit = 100'000;

class Parser {
 public:
  explicit Parser(const Document& document) : document_(document), text_(document.text()) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  Unit run() {
    std::size_t entries = 0;
    while (at_ < text_.size()) {
      const ByteSpan line = next_line();
      const ByteSpan inside = trimmed(line);
      const std::string_view text = document_.at(inside);
      if (text.empty() || is_comment(text)) continue;
      if (text.starts_with('[')) {
        header(inside);
      } else if (++entries > entry_limit) {
        unit_.errors.push_back(document_.error("the file has more than 100,000 entries", inside));
        break;
      } else {
        entry(line, inside);
      }
    }
    return std::move(unit_);
  }

 private:
  static bool is_comment(std::string_view text) {
    return text.starts_with('#') || text.starts_with(';');
  }

  // Without its line end, which is passed.
  ByteSpan next_line() {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    const ByteSpan line{static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(end)};
    at_ = end + 1;
    return line;
  }

  ByteSpan trimmed(ByteSpan span) const {
    while (!span.empty() && is_space(text_[span.begin])) ++span.begin;
    while (!span.empty() && is_space(text_[span.end - 1])) --span.end;
    return span;
  }

  void header(ByteSpan inside) {
    const std::string_view text = document_.at(inside);
    if (!text.ends_with(']')) {
      unit_.errors.push_back(
          document_.error("the section's name is not closed", inside, "add the missing ]"));
      return;
    }
    unit_.sections.push_back({std::string(text.substr(1, text.size() - 2)), inside, {}});
  }

  void entry(ByteSpan line, ByteSpan inside) {
    const std::size_t equals = document_.at(inside).find('=');
    if (equals == std::string_view::npos || unit_.sections.empty()) {
      unit_.errors.push_back(document_.error(unit_.sections.empty()
                                                 ? "a setting stands before the first section"
                                                 : "this line is neither a section nor Key=Value",
                                             inside));
      skip_continuation(line);
      return;
    }
    const auto sign = inside.begin + static_cast<std::uint32_t>(equals);
    const ByteSpan key = trimmed({inside.begin, sign});
    Document::Pieces pieces;
    ByteSpan part = trimmed({sign + 1, line.end});
    ByteSpan span{key.begin, std::max(sign + 1, part.end)};
    while (is_continued(part)) {
      const ByteSpan backslash{part.end - 1, part.end};
      pieces.copy(document_, {part.begin, backslash.begin});
      pieces.replace(" ", backslash);
      part = next_part(backslash.end);
      span.end = std::max(span.end, part.end);
    }
    pieces.copy(document_, part);
    unit_.sections.back().entries.push_back({std::string(document_.at(key)), key,
                                             document_.embed(document_.path(), std::move(pieces)),
                                             span});
  }

  bool is_continued(ByteSpan part) const { return !part.empty() && text_[part.end - 1] == '\\'; }

  // The next line that is no comment, for a value that goes on.
  ByteSpan next_part(std::uint32_t fallback) {
    while (at_ < text_.size()) {
      const ByteSpan inside = trimmed(next_line());
      if (!is_comment(document_.at(inside))) return inside;
    }
    return {fallback, fallback};
  }

  void skip_continuation(ByteSpan line) {
    ByteSpan part = trimmed(line);
    while (is_continued(part)) part = next_part(part.end);
  }

  const Document& document_;
  std::string_view text_;
  std::size_t at_ = 0;
  Unit unit_;
};

}  // namespace

Unit parse(const Document& document) { return Parser(document).run(); }

}  // namespace boltseal::ini
