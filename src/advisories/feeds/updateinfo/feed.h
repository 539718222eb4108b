#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// updateinfo.xml of a repository of rpm packages, as dnf reads it: Amazon Linux, AlmaLinux, Rocky
/// Linux and Oracle Linux. Only updates of type "security" are taken.
extern const Feed updateinfo_feed;

}  // namespace boltseal
