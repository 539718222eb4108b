#pragma once

#include <vector>

#include "base/result.h"
#include "model/change.h"
#include "sources/document.h"

namespace boltseal {

/// The edits of a Change::Op::rewrite, for every source whose text is plain. Only the bytes that
/// differ are touched, line by line. Fails where the text does not stand in the file as it is read.
Result<std::vector<Edit>> rewrite(const Document& document, const Change& change);

}  // namespace boltseal
