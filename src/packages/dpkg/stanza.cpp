#include "packages/dpkg/stanza.h"

#include <algorithm>

#include "base/text.h"

namespace boltseal {
namespace {

// dpkg writes about twenty; with a million of the same, each look-up would read them all.
constexpr std::size_t most_fields = 100;

}  // namespace

std::string_view Stanza::field(std::string_view name) const {
  for (const auto& [each, value] : fields_) {
    if (equals_ignoring_case(each, name)) return trim(value);
  }
  return {};
}

std::string_view StanzaReader::take_line() {
  const std::string_view rest = text_.substr(at_);
  const std::string_view line = rest.substr(0, rest.find('\n'));
  at_ = std::min(at_ + line.size() + 1, text_.size());
  return line;
}

const Stanza* StanzaReader::next() {
  stanza_.fields_.clear();
  std::size_t begin = at_;
  bool open = false;  // the last field still grows
  while (at_ < text_.size()) {
    const std::size_t line_begin = at_;
    const std::string_view line = take_line();
    if (trim(line).empty()) {
      if (!stanza_.fields_.empty()) break;
      continue;
    }
    if (is_blank(line.front())) {
      if (!open) continue;
      std::string_view& value = stanza_.fields_.back().second;
      const std::size_t value_begin = static_cast<std::size_t>(value.data() - text_.data());
      value = text_.substr(value_begin, line_begin + line.size() - value_begin);
      continue;
    }
    const std::size_t colon = line.find(':');
    open = colon != std::string_view::npos && stanza_.fields_.size() < most_fields;
    if (!open) continue;
    if (stanza_.fields_.empty()) begin = line_begin;
    stanza_.fields_.emplace_back(trim(line.substr(0, colon)), line.substr(colon + 1));
  }
  if (stanza_.fields_.empty()) return nullptr;
  stanza_.span_ = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)};
  return &stanza_;
}

}  // namespace boltseal
