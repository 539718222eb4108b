#pragma once

#include <span>

#include "model/subject.h"
#include "sources/commands/invocation.h"

namespace boltseal::commands {

/// States what the options of `run`, `create` or `service create` say of their container.
void read_options(std::span<const Option> options, Facts& facts);

}  // namespace boltseal::commands
