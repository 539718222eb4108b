#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// Alpine's secdb (https://secdb.alpinelinux.org/), one file for each release and repository, in
/// JSON and formerly in YAML; Wolfi's and Chainguard's security.json have the same form.
extern const Feed alpine_feed;

}  // namespace boltseal
