#pragma once

#include "check/check.h"
#include "cli/command.h"
#include "images/registries.h"

namespace boltseal {

/// `check --fix=all --online`: asks the registries for the digests that repairs of these files
/// want, each image once, and shows on a terminal how far that is.
ImageDigests ask_for_digests(const CheckOptions& options, const Files& files,
                             const Registries& registries, Console& console);

}  // namespace boltseal
