#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// OVAL definitions of Red Hat (v2, with and without unpatched vulnerabilities) and of Oracle. What
/// they mean is read from the comments of their criteria ("openssl is earlier than 1:1.1.1-2.el8"),
/// which both keep in one form.
extern const Feed oval_feed;

}  // namespace boltseal
