#include "sources/shell/pattern.h"

namespace boltseal::shell {
namespace {

/// The length of the bracket expression that `pattern` begins with, or 0; `hit` says whether it
/// holds `c`.
std::size_t bracket(std::string_view pattern, char c, bool& hit) {
  std::size_t at = 1;
  const bool inverted = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
  if (inverted) ++at;
  hit = false;
  for (bool first = true; at < pattern.size(); first = false) {
    if (pattern[at] == ']' && !first) {
      hit = hit != inverted;
      return at + 1;
    }
    if (at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']') {
      hit = hit || (pattern[at] <= c && c <= pattern[at + 2]);
      at += 3;
    } else {
      hit = hit || pattern[at] == c;
      ++at;
    }
  }
  return 0;
}

}  // namespace

bool matches(std::string_view pattern, std::string_view text, std::size_t& steps) {
  // Two pointers with one way back: after the last star only its length can vary.
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t mark = 0;
  while (t < text.size()) {
    if (steps == 0) return false;
    --steps;
    bool hit = false;
    std::size_t length = 0;
    if (p < pattern.size()) {
      if (pattern[p] == '*') {
        star = p++;
        mark = t;
        continue;
      }
      length = 1;
      if (pattern[p] == '?') {
        hit = true;
      } else if (pattern[p] == '\\' && p + 1 < pattern.size()) {
        hit = pattern[p + 1] == text[t];
        length = 2;
      } else if (const std::size_t set =
                     pattern[p] == '[' ? bracket(pattern.substr(p), text[t], hit) : 0) {
        length = set;
      } else {
        hit = pattern[p] == text[t];
      }
    }
    if (hit) {
      p += length;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace boltseal::shell
