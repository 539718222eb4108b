#pragma once

#include <string_view>

namespace boltseal {

/// Whether a path matches a shell pattern as gitignore(5) reads it: `*` and `?` stop at "/", `**`
/// between slashes crosses them, `[a-z]` and `[!a]` are classes, `\` takes the next character
/// literally. The time is bounded by pattern × path.
bool matches_glob(std::string_view pattern, std::string_view path);

}  // namespace boltseal
