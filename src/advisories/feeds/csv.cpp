#include "advisories/feeds/csv.h"

#include <cstddef>

namespace boltseal::feeds {

std::vector<std::string> next_csv_record(std::string_view& text) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted) {
      const bool doubled = c == '"' && at + 1 < text.size() && text[at + 1] == '"';
      if (c != '"' || doubled) fields.back() += c;
      if (c == '"' && !doubled) quoted = false;
      at += doubled;
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      fields.emplace_back();
    } else if (c == '\n') {
      ++at;
      break;
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  text.remove_prefix(at);
  return fields;
}

}  // namespace boltseal::feeds
