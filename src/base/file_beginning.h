#pragma once

#include <cstddef>
#include <string>

namespace boltseal {

/// The first `most_bytes` of a file that does not tell its size, such as those below /proc; empty
/// when it cannot be read.
std::string file_beginning(const std::string& path, std::size_t most_bytes);

}  // namespace boltseal
