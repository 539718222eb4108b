#include "model/value.h"

#include <algorithm>

namespace boltseal {

Text Text::unknown(std::string written) {
  Text text;
  text.append_unknown(written);
  return text;
}

void Text::append_unknown(std::string_view written) {
  // A hole of no width could not be seen afterwards; a question mark stands for "anything".
  if (written.empty()) written = "?";
  const auto begin = static_cast<std::uint32_t>(bytes_.size());
  bytes_ += written;
  const auto end = static_cast<std::uint32_t>(bytes_.size());
  if (!holes_.empty() && holes_.back().end == begin) {
    holes_.back().end = end;
  } else {
    holes_.push_back({begin, end});
  }
}

void Text::append(const Text& more) {
  std::size_t at = 0;
  for (const ByteSpan hole : more.holes_) {
    append(std::string_view(more.bytes_).substr(at, hole.begin - at));
    append_unknown(std::string_view(more.bytes_).substr(hole.begin, hole.size()));
    at = hole.end;
  }
  append(std::string_view(more.bytes_).substr(at));
}

bool Text::is_known_at(std::size_t at) const {
  const auto after = std::upper_bound(holes_.begin(), holes_.end(), at,
                                      [](std::size_t x, ByteSpan hole) { return x < hole.end; });
  return after == holes_.end() || at < after->begin;
}

Truth Text::starts_with(std::string_view prefix) const {
  const std::size_t known = holes_.empty() ? bytes_.size() : holes_.front().begin;
  const std::size_t common = std::min(known, prefix.size());
  if (std::string_view(bytes_).substr(0, common) != prefix.substr(0, common)) return Truth::no;
  if (common == prefix.size()) return Truth::yes;
  return holes_.empty() ? Truth::no : Truth::unknown;
}

Truth Text::ends_with(std::string_view suffix) const {
  const std::size_t after = holes_.empty() ? 0 : holes_.back().end;
  const std::size_t common = std::min(bytes_.size() - after, suffix.size());
  if (std::string_view(bytes_).substr(bytes_.size() - common) !=
      suffix.substr(suffix.size() - common)) {
    return Truth::no;
  }
  if (common == suffix.size()) return Truth::yes;
  return holes_.empty() ? Truth::no : Truth::unknown;
}

Truth Text::equals(std::string_view other) const {
  if (holes_.empty()) return bytes_ == other ? Truth::yes : Truth::no;
  // Known pieces at both ends must agree; pieces between holes are not compared, which errs on
  // "unknown".
  const std::string_view head = std::string_view(bytes_).substr(0, holes_.front().begin);
  const std::string_view tail = std::string_view(bytes_).substr(holes_.back().end);
  if (other.size() < head.size() + tail.size()) return Truth::no;
  return other.starts_with(head) && other.ends_with(tail) ? Truth::unknown : Truth::no;
}

std::size_t Text::find(char c, std::size_t from) const {
  for (std::size_t at = bytes_.find(c, from); at != std::string::npos;
       at = bytes_.find(c, at + 1)) {
    if (is_known_at(at)) return at;
  }
  return std::string::npos;
}

std::size_t Text::rfind(char c) const {
  for (std::size_t at = bytes_.rfind(c); at != std::string::npos; at = bytes_.rfind(c, at - 1)) {
    if (is_known_at(at)) return at;
    if (at == 0) break;
  }
  return std::string::npos;
}

Text Text::substr(std::size_t begin, std::size_t count) const {
  begin = std::min(begin, bytes_.size());
  const std::size_t end = count > bytes_.size() - begin ? bytes_.size() : begin + count;
  Text part;
  part.bytes_ = bytes_.substr(begin, end - begin);
  auto hole = std::upper_bound(holes_.begin(), holes_.end(), begin,
                               [](std::size_t x, ByteSpan each) { return x < each.end; });
  for (; hole != holes_.end() && hole->begin < end; ++hole) {
    const std::size_t from = std::max<std::size_t>(hole->begin, begin);
    const std::size_t to = std::min<std::size_t>(hole->end, end);
    if (from == to) continue;
    part.holes_.push_back(
        {static_cast<std::uint32_t>(from - begin), static_cast<std::uint32_t>(to - begin)});
  }
  return part;
}

std::string_view Text::known_prefix() const {
  return std::string_view(bytes_).substr(0, holes_.empty() ? bytes_.size() : holes_.front().begin);
}

}  // namespace boltseal
