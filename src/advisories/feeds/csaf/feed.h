#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// Documents of the Common Security Advisory Framework 2.0 (OASIS) and its VEX profile: Red Hat's
/// (https://security.access.redhat.com/data/csaf/v2/) and SUSE's
/// (https://ftp.suse.com/pub/projects/security/csaf/).
extern const Feed csaf_feed;

}  // namespace boltseal
