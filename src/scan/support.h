#pragma once

#include <string>

#include "advisories/lookup_file.h"
#include "base/date.h"
#include "model/distribution.h"

namespace boltseal {

/// Whether a distribution still gets security updates.
struct DistributionSupport {
  std::string ended;    ///< The day on which they ended; empty while they come, or when not known.
  std::string said_on;  ///< The day for which that is right; empty when not known.
};

/// By the table that the advisories bring, and by the one that is compiled in where they have none
/// or it lacks the release. `advisories` may be null.
DistributionSupport support_of(const Distribution& distribution, const LookupFile* advisories,
                               Date today);

}  // namespace boltseal
