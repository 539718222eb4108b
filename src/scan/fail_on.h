#pragma once

#include <string_view>

#include "scan/scan.h"

namespace boltseal {

/// Severities as ratings: what policies say of findings, brought to vulnerabilities.
Rating rating_of(Severity severity);

/// Whether something of this rating makes a scan fail. What nobody has rated yet counts as medium:
/// it is not known to be harmless. `fail_on`: a rating, "info", or "never".
bool counts(Rating rating, std::string_view fail_on);

/// Whether anything that a scan found does.
bool fails(const ScanResult& result, std::string_view fail_on);

}  // namespace boltseal
