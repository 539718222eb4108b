#pragma once

#include <cstddef>
#include <string_view>

namespace boltseal {

/// The terminal columns of one valid UTF-8 sequence: 2 for East Asian wide characters and emoji, 0
/// for combining marks, 1 otherwise (Unicode Standard Annex 11). Independent of the locale, which
/// wcwidth(3) is not.
int display_width_of(std::string_view sequence);

/// The terminal columns of a text without control characters; an invalid byte counts as one.
std::size_t display_width(std::string_view text);

}  // namespace boltseal
