#include "sources/dockerfile/pattern.h"

#include <algorithm>

namespace boltseal::dockerfile {

std::optional<Pattern> Pattern::parse(std::string_view text) {
  Pattern pattern;
  for (std::size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (c == '*') {
      pattern.parts_.push_back({Kind::star, c});
      continue;
    }
    if (c == '?') {
      pattern.parts_.push_back({Kind::any, c});
      continue;
    }
    if (c == '\\') {
      if (++at == text.size()) return std::nullopt;
      c = text[at];
      if (c != '*' && c != '?' && c != '\\' && c != '}' && c != '/') return std::nullopt;
    }
    pattern.parts_.push_back({Kind::byte, c});
  }
  return pattern;
}

namespace {

bool goes_on(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

// All positions in the pattern that some reading has reached, one value byte after the other:
// linear where backtracking would be exponential.
std::optional<std::size_t> Pattern::match_prefix(std::string_view value, bool longest) const {
  std::vector<char> now(parts_.size() + 1), next(parts_.size() + 1);
  const auto reach = [&](std::vector<char>& states, std::size_t state) {
    states[state] = 1;
    while (state < parts_.size() && parts_[state].kind == Kind::star) states[++state] = 1;
  };
  reach(now, 0);
  std::optional<std::size_t> best;
  for (std::size_t at = 0;; ++at) {
    if (now[parts_.size()] && (at == value.size() || !goes_on(value[at]))) {
      best = at;
      if (!longest) return best;
    }
    if (at == value.size()) return best;
    std::fill(next.begin(), next.end(), char{0});
    bool alive = false;
    for (std::size_t state = 0; state < parts_.size(); ++state) {
      if (!now[state]) continue;
      const Part& part = parts_[state];
      if (part.kind == Kind::star) {
        reach(next, state);
      } else if (part.kind == Kind::byte ? part.byte == value[at] : true) {
        // `?` goes on over the bytes of one code point.
        const bool more = part.kind == Kind::any && at + 1 < value.size() && goes_on(value[at + 1]);
        reach(next, more ? state : state + 1);
      } else {
        continue;
      }
      alive = true;
    }
    if (!alive) return best;
    std::swap(now, next);
  }
}

std::optional<std::size_t> Pattern::match_suffix(std::string_view value, bool longest) const {
  Pattern reversed;
  reversed.parts_.assign(parts_.rbegin(), parts_.rend());
  std::string backwards(value.rbegin(), value.rend());
  // Reversed UTF-8 has its first byte last; turned around again, code points stay whole.
  for (std::size_t at = 0; at < backwards.size();) {
    std::size_t end = at;
    while (end < backwards.size() && goes_on(backwards[end])) ++end;
    if (end < backwards.size()) ++end;
    std::reverse(backwards.begin() + static_cast<std::ptrdiff_t>(at),
                 backwards.begin() + static_cast<std::ptrdiff_t>(end));
    at = end;
  }
  for (std::size_t at = 0; at < reversed.parts_.size();) {
    std::size_t end = at;
    while (end < reversed.parts_.size() && reversed.parts_[end].kind == Kind::byte &&
           goes_on(reversed.parts_[end].byte)) {
      ++end;
    }
    if (end < reversed.parts_.size()) ++end;
    std::reverse(reversed.parts_.begin() + static_cast<std::ptrdiff_t>(at),
                 reversed.parts_.begin() + static_cast<std::ptrdiff_t>(end));
    at = end;
  }
  return reversed.match_prefix(backwards, longest);
}

}  // namespace boltseal::dockerfile
