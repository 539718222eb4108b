#pragma once

#include <cstddef>
#include <string>

namespace boltseal {

/// What stands on standard input, as far as its end or `most` bytes.
std::string read_input(std::size_t most);

}  // namespace boltseal
