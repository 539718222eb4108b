#pragma once

#include <vector>

#include "base/result.h"
#include "sources/document.h"
#include "sources/shell/ast.h"

namespace boltseal::shell {

/// Parses a script (POSIX.1-2017 XCU 2, and bash's manual where it adds syntax). Never fails as a
/// whole: what is not closed is read to the end of the text and named in `errors`. One pass over
/// the text; heredoc bodies and backticks are read once more for each nesting, which is bounded.
/// The tree borrows the document's text.
Tree parse_script(const Document& document, std::vector<Error>& errors);

}  // namespace boltseal::shell
