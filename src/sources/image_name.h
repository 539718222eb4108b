#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/change.h"
#include "sources/document.h"

namespace boltseal {

/// The edits of a change of Fact::image that makes another name of `element`, in every format: a
/// name is written the same everywhere, so only what differs is touched, inside the quotes that are
/// there. Fails where the name does not stand in the file as it is read: a variable, an escape.
Result<std::vector<Edit>> write_image_name(const Document& document, const Change& change);

/// What a user would write: "nginx:1.27@sha256:…".
std::string spell_image_name(const Change& change);

}  // namespace boltseal
