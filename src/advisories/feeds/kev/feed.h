#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// CISA's catalogue of vulnerabilities that are known to be exploited
/// (https://www.cisa.gov/known-exploited-vulnerabilities-catalog), JSON or CSV.
extern const Feed kev_feed;

}  // namespace boltseal
