#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace boltseal {

/// Whether text for this file descriptor is coloured. `when` is the value of --color: "always" and
/// "never" decide; else NO_COLOR (no-color.org) and then FORCE_COLOR when set to something, and
/// then whether it is a terminal that can.
bool wants_color(int descriptor, std::string_view when);

/// The columns of the terminal behind a file descriptor, or 0 when it is none.
std::size_t terminal_width(int descriptor);

}  // namespace boltseal
