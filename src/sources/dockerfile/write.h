#pragma once

#include <string>
#include <vector>

#include "model/change.h"
#include "sources/document.h"

namespace boltseal::dockerfile {

/// Source::write: USER and HEALTHCHECK (write_stage.h), and Change::Op::rewrite.
Result<std::vector<Edit>> write(const Document& document, const Change& change);
/// Source::spell: "USER 10001".
std::string spell(const Document& document, const Change& change);

}  // namespace boltseal::dockerfile
