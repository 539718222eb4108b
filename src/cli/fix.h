#pragma once

#include "cli/command.h"
#include "repair/repair.h"

namespace boltseal {

/// `check --fix`: writes the repairs, says on standard error what was mended and what was not.
/// False when a file could not be written.
bool write_fixes(const Repairs& repairs, const Files& files, Console& console);

/// `check --fix --diff`: shows as a unified diff on standard output what `write_fixes` would write.
void show_fixes(const Repairs& repairs, Console& console);

}  // namespace boltseal
