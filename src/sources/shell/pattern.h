#pragma once

#include <cstddef>
#include <string_view>

namespace boltseal::shell {

/// Whether a shell pattern (`*`, `?`, `[…]`, backslash) matches the whole text. `steps` counts down
/// the work; at 0 the answer is false.
bool matches(std::string_view pattern, std::string_view text, std::size_t& steps);

}  // namespace boltseal::shell
