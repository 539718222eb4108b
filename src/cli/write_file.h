#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace boltseal {

/// Writes a report to a file that the user named: a new file appears whole, an existing one is
/// replaced in one step (base/files.h), and what is no regular file (/dev/stderr, a pipe) is
/// written to.
Result<void> write_file(const std::string& path, std::string_view bytes);

}  // namespace boltseal
