#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// The files of Ubuntu's CVE tracker (https://git.launchpad.net/ubuntu-cve-tracker, its README):
/// active/CVE-…, retired/CVE-….
extern const Feed ubuntu_feed;

}  // namespace boltseal
