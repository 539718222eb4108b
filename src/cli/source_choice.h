#pragma once

#include <vector>

#include "advisories/sources.h"
#include "cli/command.h"
#include "policy/policy.h"

namespace boltseal {

/// The sources that --source and --without choose, else those that the settings do, else the
/// default ones; in the order of the table. The error names what is no source.
Result<std::vector<const PublicSource*>> chosen_sources(const Arguments& arguments,
                                                        const AdvisorySettings& settings);

}  // namespace boltseal
