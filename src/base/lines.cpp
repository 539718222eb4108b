#include "base/lines.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace boltseal {

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
}

LineColumn LineIndex::locate(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - starts_.begin());
  const std::uint32_t start = starts_[line - 1];
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
