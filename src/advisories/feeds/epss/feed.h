#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// FIRST's Exploit Prediction Scoring System (https://www.first.org/epss/data_stats): CSV with the
/// model in a comment above.
extern const Feed epss_feed;

}  // namespace boltseal
