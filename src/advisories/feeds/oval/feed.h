#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// OVAL definitions of Red Hat (v2, with and without unpatched vulnerabilities), Oracle, AlmaLinux,
/// SUSE (updates, vulnerabilities, and what is affected) and Azure Linux. What they mean is read
/// from the comments of their criteria; see oval/criteria.h. Oracle's builds for Ksplice and FIPS
/// are left out.
extern const Feed oval_feed;

}  // namespace boltseal
