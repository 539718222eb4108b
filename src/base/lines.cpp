#include "base/lines.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "base/text.h"

namespace boltseal {

namespace {

constexpr std::uint32_t long_line = 4096;
constexpr std::uint32_t mark_distance = 256;

// A place where no UTF-8 sequence is cut: one begins with another byte than 10xxxxxx, and has at
// most three of those.
std::uint32_t next_cut(std::string_view text, std::uint32_t at) {
  for (int i = 0; i < 3 && at < text.size(); ++i, ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) break;
  }
  return at;
}

}  // namespace

LineIndex::LineIndex(std::string_view text) : text_(text) {
  starts_.push_back(0);
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  for (const char* at = begin; at != end;) {
    at = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    if (at == nullptr) break;
    ++at;
    starts_.push_back(static_cast<std::uint32_t>(at - begin));
  }
  std::uint32_t longest = static_cast<std::uint32_t>(text.size()) - starts_.back();
  for (std::size_t i = 1; i < starts_.size(); ++i) {
    longest = std::max(longest, starts_[i] - starts_[i - 1]);
  }
  if (longest <= long_line) return;
  // A minified file is one line, and may hold a hundred thousand places.
  marks_.push_back({});
  while (text.size() - marks_.back().bytes > mark_distance) {
    const Mark last = marks_.back();
    const std::uint32_t cut = next_cut(text, last.bytes + mark_distance);
    const auto more = count_code_points(text.substr(last.bytes, cut - last.bytes));
    marks_.push_back({cut, last.code_points + static_cast<std::uint32_t>(more)});
  }
}

std::uint32_t LineIndex::code_points_before(std::uint32_t offset) const {
  const auto after = std::ranges::upper_bound(marks_, offset, {}, &Mark::bytes);
  const Mark mark = *std::prev(after);  // the first is at 0
  const auto more = count_code_points(text_.substr(mark.bytes, offset - mark.bytes));
  return mark.code_points + static_cast<std::uint32_t>(more);
}

LineColumn LineIndex::locate(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - starts_.begin());
  const std::uint32_t start = starts_[line - 1];
  if (offset - start > long_line) {
    return {line, code_points_before(offset) - code_points_before(start) + 1};
  }
  const auto column = count_code_points(text_.substr(start, offset - start)) + 1;
  return {line, static_cast<std::uint32_t>(column)};
}

ByteSpan LineIndex::line(std::uint32_t line) const {
  if (line == 0 || line > starts_.size()) return {};
  const std::uint32_t begin = starts_[line - 1];
  auto end = line == starts_.size() ? static_cast<std::uint32_t>(text_.size()) : starts_[line] - 1;
  if (end > begin && text_[end - 1] == '\r') --end;
  return {begin, end};
}

}  // namespace boltseal
