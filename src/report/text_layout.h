#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace boltseal {

/// Colours of a terminal by what they mean.
enum class Paint : unsigned char { none, strong, faint, critical, high, medium, low, good, code };

/// `text` in a colour (ECMA-48 SGR), or as it is when `color` is off or the text is empty.
std::string paint(bool color, Paint kind, std::string_view text);

/// Prose with `code` between backticks: coloured without them, or as it is when `color` is off.
std::string paint_code(bool color, std::string_view prose);

/// The lines of `prose`, broken at spaces so that none is wider than `width` columns where that is
/// possible; 0 does not break. Never empty.
std::vector<std::string> wrap(std::string_view prose, std::size_t width);

/// Spaces up to `width` columns behind `text`.
std::string pad(std::string_view text, std::size_t width);

}  // namespace boltseal
