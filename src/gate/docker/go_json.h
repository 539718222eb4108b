#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace boltseal::docker {

/// The body of a call as dockerd reads it (Go, encoding/json): names of fields count in any case,
/// also in letters that only Unicode folds to ASCII (K, ſ), and come back as the API spells them.
/// What two readers could understand differently is refused: a field twice, text behind the end,
/// broken UTF-8, more than 64 levels; and a field that says something and that nobody here knows.
Result<json> read_go_json(std::string_view text);

/// Whether a value is what Go gives to a field that is not there.
bool says_nothing(const json& value);

}  // namespace boltseal::docker
