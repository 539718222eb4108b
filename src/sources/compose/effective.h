#pragma once

#include <string>
#include <vector>

#include "base/files.h"

namespace boltseal::compose {

/// The document that Compose files amount to, as YAML: later files override earlier ones, `extends`
/// and `include` are done, variables that `.env` sets are expanded. What the shell would decide
/// stays as it is written. The first thing that is wrong is the error.
Result<std::string> effective_text(const Files& files, const std::vector<std::string>& paths);

}  // namespace boltseal::compose
