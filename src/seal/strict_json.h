#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "base/result.h"

namespace boltseal {

/// Reads JSON that something is decided by, so that nobody else can read it otherwise: a key that
/// an object gives twice, bytes behind the value, more than 32 levels or more than 16 MiB are
/// errors. Without recursion.
Result<std::shared_ptr<const nlohmann::json>> parse_strict_json(std::string_view text);

}  // namespace boltseal
