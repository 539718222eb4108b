#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// The National Vulnerability Database: answers of its API 2.0 and the yearly feeds of 1.1. Only
/// scores and descriptions are taken; whom a vulnerability affects is said by CPE names there,
/// which are no names of packages.
extern const Feed nvd_feed;

}  // namespace boltseal
