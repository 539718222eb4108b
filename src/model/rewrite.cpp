#include "model/rewrite.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace boltseal {
namespace {

std::uint32_t line_begin(std::string_view text, std::uint32_t at) {
  while (at > 0 && text[at - 1] != '\n') --at;
  return at;
}

// Where the comments right above an instruction begin, or else its line.
std::uint32_t with_comments(std::string_view text, std::uint32_t at) {
  std::uint32_t begin = line_begin(text, at);
  while (begin > 0) {
    const std::uint32_t above = line_begin(text, begin - 1);
    if (!trim(text.substr(above, begin - above)).starts_with('#')) break;
    begin = above;
  }
  return begin;
}

std::string_view file_of(const Origin& origin) {
  return origin.has_place() ? std::string_view(origin.file->text) : std::string_view();
}

}  // namespace

std::string_view written_at(const Origin& origin) {
  if (!origin.has_place()) return {};
  return std::string_view(origin.file->text).substr(origin.span.begin, origin.span.size());
}

std::string_view line_end_of(std::string_view text) {
  return text.find("\r\n") == std::string_view::npos ? "\n" : "\r\n";
}

bool stands_as_read(const Item& word) {
  return word.text.is_known() && written_at(word.origin) == word.text.bytes();
}

void Rewriting::add(const Origin& at, ByteSpan span, std::string text) {
  // What a variable holds is written elsewhere, where it may serve others as well.
  if (!at.has_place() || at.via != nullptr || at.kind != OriginKind::literal ||
      (file_ != nullptr && file_ != at.file)) {
    impossible_ = true;
    return;
  }
  file_ = at.file;
  edits_.push_back({span, std::move(text)});
}

void Rewriting::replace(const Origin& at, std::string text) { add(at, at.span, std::move(text)); }

void Rewriting::insert_before(const Origin& at, std::string text) {
  add(at, {at.span.begin, at.span.begin}, std::move(text));
}

void Rewriting::insert_behind(const Origin& at, std::string text) {
  add(at, {at.span.end, at.span.end}, std::move(text));
}

void Rewriting::insert_line_before(const Origin& instruction, std::string_view line) {
  const std::string_view written = file_of(instruction);
  const std::uint32_t begin = with_comments(written, instruction.span.begin);
  std::string text;
  for (std::uint32_t at = begin; at < written.size() && is_blank(written[at]); ++at)
    text += written[at];
  text.append(line).append(line_end_of(written));
  add(instruction, {begin, begin}, std::move(text));
}

void Rewriting::remove_lines(const Origin& instruction) {
  const std::string_view written = file_of(instruction);
  ByteSpan span = instruction.span;
  span.begin = line_begin(written, span.begin);
  while (span.end < written.size() && written[span.end] != '\n') ++span.end;
  if (span.end < written.size()) {
    ++span.end;
  } else if (span.begin > 0) {
    // The last line has no end, so the one before it gives up its own.
    --span.begin;
    if (span.begin > 0 && written[span.begin - 1] == '\r') --span.begin;
  }
  add(instruction, span, {});
}

std::string Rewriting::take_lines(const Origin& instruction) {
  const std::string_view written = file_of(instruction);
  Origin whole = instruction;
  whole.span.begin = with_comments(written, instruction.span.begin);
  std::string taken(written.substr(whole.span.begin, whole.span.size()));
  // Of two empty lines around it one is enough.
  const auto is_empty_at = [&](std::size_t begin) {
    return begin < written.size() &&
           trim(written.substr(begin, written.find('\n', begin) - begin)).empty();
  };
  const std::size_t next = written.find('\n', whole.span.end);
  const bool is_between = whole.span.begin > 0 && next != std::string_view::npos &&
                          is_empty_at(line_begin(written, whole.span.begin - 1)) &&
                          is_empty_at(next + 1);
  if (is_between) whole.span.end = static_cast<std::uint32_t>(next + 1);
  remove_lines(whole);
  return taken;
}

void Rewriting::remove_word(const Origin& at) {
  if (!at.has_place()) {
    impossible_ = true;
    return;
  }
  ByteSpan span = at.span;
  const std::string& text = at.file->text;
  while (span.begin > 0 && is_blank(text[span.begin - 1])) --span.begin;
  if (span.begin == 0 || text[span.begin - 1] == '\n') {
    std::uint32_t end = span.end;
    while (end < text.size() && (is_blank(text[end]) || text[end] == '\r')) ++end;
    const std::size_t feed = std::min(text.find('\n', end), text.size());
    if (end == feed) {
      // The last line of a step: the line before it must not go on any more.
      while (span.begin > 0 && (is_space(text[span.begin - 1]) || text[span.begin - 1] == '\\')) {
        --span.begin;
      }
    } else if (text[end] == '\\' &&
               trim(std::string_view(text).substr(end + 1, feed - end - 1)).empty()) {
      span.end = static_cast<std::uint32_t>(feed + 1);  // nothing else stands on the line
    } else {
      // The indentation stays, for what stands behind the word.
      span.begin = at.span.begin;
      while (span.end < text.size() && is_blank(text[span.end])) ++span.end;
    }
  }
  add(at, span, {});
}

std::optional<Change> Rewriting::change(Safety safety, std::string breaks,
                                        std::vector<Fact> touches) {
  if (impossible_ || edits_.empty()) return std::nullopt;
  std::sort(edits_.begin(), edits_.end(),
            [](const Edit& a, const Edit& b) { return a.span < b.span; });
  const std::string_view text = file_->text;
  Change change{.op = Change::Op::rewrite, .safety = safety, .breaks = std::move(breaks)};
  change.touches = std::move(touches);
  change.at.file = file_;
  change.at.span = {edits_.front().span.begin, edits_.back().span.end};
  std::string value;
  std::uint32_t at = change.at.span.begin;
  for (const Edit& edit : edits_) {
    if (edit.span.begin < at) return std::nullopt;
    value += text.substr(at, edit.span.begin - at);
    value += edit.replacement;
    at = edit.span.end;
  }
  change.value = std::move(value);
  return change;
}

}  // namespace boltseal
