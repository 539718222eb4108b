#include "packages/os_release.h"

#include <algorithm>
#include <ranges>

#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::size_t most_values = 1000;  // real ones have about 20

// One word of a shell: 'as it is', "with \" \$ \` \\ taken back", and outside of quotes \x for x;
// ends at white space or a comment's begin.
std::string unquote(std::string_view text) {
  std::string value;
  char quote = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quote == '\'') {
      if (c == quote) {
        quote = 0;
      } else {
        value += c;
      }
    } else if (c == '\\' && at + 1 < text.size() &&
               (quote == 0 || std::string_view("\"$`\\").find(text[at + 1]) != text.npos)) {
      value += text[++at];
    } else if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (quote == 0 && is_space(c)) {
      break;
    } else {
      value += c;
    }
  }
  return value;
}

}  // namespace

OsRelease::OsRelease(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  while (!text.empty() && values_.size() < most_values) {
    const std::string_view whole = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(whole.size() + 1, text.size()));
    const std::string_view line = trim(whole);
    const std::size_t equals = line.find('=');
    if (equals == line.npos || line.starts_with('#')) continue;
    values_.emplace_back(trim(line.substr(0, equals)), unquote(trim(line.substr(equals + 1))));
  }
}

std::string_view OsRelease::get(std::string_view name) const& {
  for (const auto& [each, value] : std::views::reverse(values_)) {
    if (each == name) return value;
  }
  return {};
}

}  // namespace boltseal
