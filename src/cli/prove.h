#pragma once

#include "cli/command.h"
#include "repair/proof.h"

namespace boltseal {

/// `check --fix --prove`: runs the project before and after on this machine's engine, and says on
/// standard error what that showed. An interruption removes what was started, and then ends the
/// program.
Proof::Outcome prove_by_running(const Repairs& repairs, ProofOptions options, Console& console);

}  // namespace boltseal
