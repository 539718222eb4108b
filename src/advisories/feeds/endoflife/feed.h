#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// Until when series of distributions get security updates, as https://endoflife.date gives it: a
/// product or all products of its API v1 (https://endoflife.date/docs/api/v1/), or the list of the
/// older API in a file that is named by the product ("debian.json").
extern const Feed endoflife_feed;

}  // namespace boltseal
