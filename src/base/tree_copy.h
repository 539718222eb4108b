#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace boltseal {

struct CopyLimits {
  std::uint64_t bytes = 0;
  std::size_t entries = 0;
};

/// Copies a folder, or one regular file, to `to`, which is not there yet: files with their bytes,
/// modes and times, symbolic links as they are, owners where permitted. The copy shares nothing
/// with what was copied: hard links become files. Sockets, devices and pipes are left out, and so
/// are file systems that are mounted below `from`.
/// @return what could not be read and is missing in the copy; fails beyond the limits and when the
/// copy cannot be written.
Result<std::vector<std::string>> copy_tree(const std::string& from, const std::string& to,
                                           CopyLimits limits);

}  // namespace boltseal
