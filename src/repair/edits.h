#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/change.h"

namespace boltseal {

/// Sorts edits by place and removes duplicates. False when two of them overlap or insert different
/// text at one place, unless they add different things.
bool normalize(std::vector<Edit>& edits);

/// The text with normalized edits made.
std::string with_edits(std::string_view text, const std::vector<Edit>& edits);

/// The edits of a text that do what `first` and then `second` do. Both are normalized; `between` is
/// the text after `first`, which the places of `second` are in.
std::vector<Edit> compose(const std::vector<Edit>& first, const std::vector<Edit>& second,
                          std::string_view between);

/// A unified diff (three lines of context) of what normalized edits do to a text, as `patch -p1`
/// reads it. Bytes are not sanitized.
std::string unified_diff(std::string_view path, std::string_view text,
                         const std::vector<Edit>& edits);

}  // namespace boltseal
