#include "base/glob.h"

#include <cstddef>

namespace boltseal {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

// Whether `c` is in the class that begins after "["; `end` becomes the position after "]", or none
// when the class is not closed (the "[" is then an ordinary character).
bool in_class(std::string_view pattern, std::size_t begin, char c, std::size_t& end) {
  std::size_t at = begin;
  bool negated = false;
  if (at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^')) {
    negated = true;
    ++at;
  }
  bool found = false;
  for (bool first = true; at < pattern.size() && (first || pattern[at] != ']'); first = false) {
    if (pattern[at] == '\\' && at + 1 < pattern.size()) ++at;
    const char low = pattern[at++];
    char high = low;
    if (at + 1 < pattern.size() && pattern[at] == '-' && pattern[at + 1] != ']') {
      high = pattern[at + 1];
      at += 2;
    }
    found = found || (low <= c && c <= high);
  }
  if (at >= pattern.size()) {
    end = none;
    return false;
  }
  end = at + 1;
  return found != negated && c != '/';
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view path) {
  std::size_t p = 0, s = 0;
  // The last `*` and the last `**` seen, each with the place in the path that it stands for so far.
  // Going back to the nearest one suffices inside a path component; `**` is the outer loop.
  std::size_t star = none, star_path = 0, double_star = none, double_path = 0;
  while (true) {
    if (p == pattern.size() && s == path.size()) return true;
    if (p < pattern.size() && pattern[p] == '*') {
      const bool is_double = p + 1 < pattern.size() && pattern[p + 1] == '*' &&
                             (p == 0 || pattern[p - 1] == '/') &&
                             (p + 2 == pattern.size() || pattern[p + 2] == '/');
      if (is_double) {
        if (p + 2 == pattern.size()) return true;
        p += 3;  // "**/" also stands for nothing
        double_star = p;
        double_path = s;
        star = none;
        continue;
      }
      star = ++p;
      star_path = s;
      continue;
    }
    if (p < pattern.size() && s < path.size()) {
      const char c = path[s];
      bool same = false;
      std::size_t after = p + 1;
      if (pattern[p] == '?') {
        same = c != '/';
      } else if (pattern[p] == '[') {
        same = in_class(pattern, p + 1, c, after);
        if (after == none) {
          same = c == '[';
          after = p + 1;
        }
      } else if (pattern[p] == '\\' && p + 1 < pattern.size()) {
        same = pattern[p + 1] == c;
        after = p + 2;
      } else {
        same = pattern[p] == c;
      }
      if (same) {
        p = after;
        ++s;
        continue;
      }
    }
    if (star != none && star_path < path.size() && path[star_path] != '/') {
      p = star;
      s = ++star_path;
      continue;
    }
    if (double_star != none) {
      const std::size_t slash = path.find('/', double_path);
      if (slash == std::string_view::npos) return false;
      p = double_star;
      s = double_path = slash + 1;
      star = none;
      continue;
    }
    return false;
  }
}

}  // namespace boltseal
