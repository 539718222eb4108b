#pragma once

#include <optional>
#include <span>

#include "sources/document.h"
#include "sources/shell/ast.h"
#include "sources/shell/expand.h"

namespace boltseal::shell {

/// What `echo` or `printf` with these words writes; nothing for any other command, or where it
/// cannot be told. `words` are those of the command itself, the program first.
std::optional<Document::Pieces> printed(std::span<const Word> words, Expander& expander);

}  // namespace boltseal::shell
