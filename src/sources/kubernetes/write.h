#pragma once

#include <string>
#include <vector>

#include "model/change.h"
#include "sources/document.h"

namespace boltseal::kubernetes {

/// The edits of a change (Source::write): fields of a container's `securityContext` and of its
/// `volumeMounts`. What an anchor shares with other places is not changed.
Result<std::vector<Edit>> write(const Document& document, const Change& change);

/// "runAsUser: 10001" (Source::spell).
std::string spell(const Document& document, const Change& change);

}  // namespace boltseal::kubernetes
