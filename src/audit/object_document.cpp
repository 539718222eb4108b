#include "audit/object_document.h"

#include <algorithm>
#include <utility>

namespace boltseal {

ByteSpan ObjectDocument::add(std::string name, std::string_view object) {
  constexpr std::string_view separator = "---\n";
  if (!text_.empty()) {
    text_ += separator;
    ++lines_;
  }
  const auto begin = static_cast<std::uint32_t>(text_.size());
  parts_.push_back({std::move(name), begin, lines_});
  text_.append(object).append("\n");
  lines_ += static_cast<std::uint32_t>(std::ranges::count(object, '\n')) + 1;
  return {begin, static_cast<std::uint32_t>(begin + object.size())};
}

void ObjectDocument::resolve(Place& place) const {
  if (place.path != path_ || place.begin.line == 0) return;
  const auto after = std::ranges::upper_bound(parts_, place.bytes.begin, {}, &Part::begin);
  if (after == parts_.begin()) return;
  const Part& part = *(after - 1);
  place.path = part.name;
  place.bytes.begin -= part.begin;
  place.bytes.end -= part.begin;
  place.excerpt_begin -= std::min(place.excerpt_begin, part.begin);
  place.begin.line -= part.lines;
  place.end.line -= part.lines;
}

}  // namespace boltseal
