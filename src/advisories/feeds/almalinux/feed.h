#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// errata.full.json and the older errata.json of AlmaLinux (https://errata.almalinux.org/8/), with
/// the security updates of one release.
extern const Feed almalinux_feed;

}  // namespace boltseal
