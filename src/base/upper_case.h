#pragma once

#include <string>
#include <string_view>

namespace boltseal {

/// ASCII only, as to_lower (base/text.h).
inline char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

inline std::string to_upper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = to_upper(c);
  return upper;
}

}  // namespace boltseal
