#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// Answers of Rocky Linux's errata service (https://errata.rockylinux.org/api/v2/advisories, and of
/// its third version), one file a page.
extern const Feed rocky_feed;

}  // namespace boltseal
