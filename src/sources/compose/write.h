#pragma once

#include <string>
#include <vector>

#include "sources/document.h"

namespace boltseal::compose {

/// The edits that make a change true: `user` and `mounts[target].read_only`. Refuses where a
/// variable decides, or where an anchor gives one value to several services.
Result<std::vector<Edit>> write(const Document& document, const Change& change);

/// What to write, in Compose's words: `user: "10001"`.
std::string spell(const Document& document, const Change& change);

}  // namespace boltseal::compose
