#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// Debian's security tracker: its export (https://security-tracker.debian.org/tracker/data/json),
/// and the lists that it is made from (data/DSA/list, data/DLA/list, data/CVE/list).
extern const Feed debian_feed;

}  // namespace boltseal
